// Opus payloads.
#pragma once
#include "base/bytes.h"
#include "codecs/frame_info.h"

namespace sfu::codecs {

/// RFC 7587, section 4.2: one Opus packet in one RTP packet, so each is a place to start.
FrameInfo opusFrameInfo(Bytes payload);

}  // namespace sfu::codecs
