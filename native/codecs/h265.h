// H.265 payloads.
#pragma once
#include "base/bytes.h"
#include "codecs/frame_info.h"

namespace sfu::codecs {

/// RFC 7798: single NAL units (section 4.4.1), AP (4.4.2) and FU (4.4.3), without DONL fields.
/// A key frame begins with a parameter set or an IRAP picture (types 16 to 23).
FrameInfo h265FrameInfo(Bytes payload);

}  // namespace sfu::codecs
