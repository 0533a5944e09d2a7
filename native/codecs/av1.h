// AV1 payloads.
#pragma once
#include "base/bytes.h"
#include "codecs/frame_info.h"

namespace sfu::codecs {

/// RTP Payload Format for AV1 (AOMedia), sections 4.3 and 4.4.
///
///   0 1 2 3 4 5 6 7
///  |Z|Y| W |N|-|-|-|  aggregation header
///
/// A key frame begins where N is set and a sequence header is among the OBU elements.
/// Layers come from the extension header of the first OBU that has one.
FrameInfo av1FrameInfo(Bytes payload);

}  // namespace sfu::codecs
