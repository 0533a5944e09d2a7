// Goodbye (BYE).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/strong_int.h"
#include "rtcp/compound.h"

namespace sfu::rtcp {

/// Streams that end. RFC 3550, section 6.6.
///
///  |                           SSRC (0 to 31)                      |
///  |     length    |               reason for leaving (opt)  …     |
struct Bye {
  static constexpr uint8_t kPacketType = 203;

  std::vector<Ssrc> ssrcs;  // at most 31
  std::string reason;       // at most 255 bytes; often empty

  static std::optional<Bye> parse(const Item& item);
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
