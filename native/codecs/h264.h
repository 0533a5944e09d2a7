// H.264 payloads.
#pragma once
#include "base/bytes.h"
#include "codecs/frame_info.h"

namespace sfu::codecs {

/// RFC 6184: single NAL units (section 5.6), STAP-A (5.7.1) and FU-A (5.8), the types of
/// packetization mode 1. A key frame begins with a sequence parameter set or an IDR picture.
/// H.264 without SVC says nothing about layers; nal_ref_idc tells what is discardable.
FrameInfo h264FrameInfo(Bytes payload);

}  // namespace sfu::codecs
