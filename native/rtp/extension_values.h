// The values inside the header extensions that the server itself reads.
#pragma once
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace sfu::rtp {

/// How far below full scale the packet's sound is, in dB: 0 is loudest, 127 is silence.
/// RFC 6464, section 3.
std::optional<uint8_t> audioLevel(Bytes value);

/// draft-holmer-rmcat-transport-wide-cc-extensions-01, section 2.
std::optional<uint16_t> transportSequenceNumber(Bytes value);

/// A MID: one RFC 4566 token. RFC 8843, section 15. The view is into `value`.
std::optional<std::string_view> midText(Bytes value);
/// A RID or a repaired RID: letters, digits, '-' and '_'. RFC 8852, section 3, with what
/// RFC 8851, section 10, allows besides.
std::optional<std::string_view> ridText(Bytes value);

}  // namespace sfu::rtp
