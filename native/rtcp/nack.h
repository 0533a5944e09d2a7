// Generic NACK.
#pragma once
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "rtcp/compound.h"

namespace sfu::rtcp {

/// Asks for lost packets again. RFC 4585, section 6.2.1.
///
///  |                  SSRC of packet sender                        |
///  |                  SSRC of media source                         |
///  |              PID              |              BLP              |  (repeated)
///
/// PID is one lost packet; bit i of BLP says that PID + i + 1 is lost too.
/// Callers see plain sequence numbers; the bitmap stays inside this file.
struct Nack {
  static constexpr uint8_t kPacketType = 205;
  static constexpr uint8_t kFormat = 1;

  Ssrc sender{0};
  Ssrc media{0};
  std::vector<SequenceNumber> lost;  // not empty; packs best in rising order

  static std::optional<Nack> parse(const Item& item);
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
