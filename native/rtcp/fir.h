// Full intra request (FIR).
#pragma once
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "rtcp/compound.h"

namespace sfu::rtcp {

/// Asks for key frames in the older way. RFC 5104, section 4.3.1.
///
///  |                  SSRC of packet sender                        |
///  |                  unused, zero                                 |
///  |                              SSRC                             |  (entry, repeated)
///  | Seq nr.       |    Reserved                                   |
struct Fir {
  static constexpr uint8_t kPacketType = 206;
  static constexpr uint8_t kFormat = 4;

  /// A repetition of a request keeps its sequence number; a new request raises it.
  struct Entry {
    Ssrc ssrc{0};
    uint8_t sequence = 0;
  };
  Ssrc sender{0};
  std::vector<Entry> entries;  // not empty

  static std::optional<Fir> parse(const Item& item);
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
