// From a payload to its FrameInfo, whatever the codec.
#pragma once
#include "base/bytes.h"
#include "codecs/frame_info.h"

namespace sfu::codecs {

/// Reads `payload` as the RTP payload format of `codec`. Of a codec without a parser every
/// packet counts as a place to start, for nothing better is known.
FrameInfo frameInfo(Codec codec, Bytes payload);

}  // namespace sfu::codecs
