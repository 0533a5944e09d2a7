// Receiver estimated maximum bitrate (REMB).
#pragma once
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "base/units.h"
#include "rtcp/compound.h"

namespace sfu::rtcp {

/// The most that all the listed streams together should send. draft-alvestrand-rmcat-remb-03,
/// section 2.2. One kind of application layer feedback (AFB): others yield nothing.
///
///  |                  SSRC of packet sender                        |
///  |                  unused, zero                                 |
///  |  Unique identifier 'R' 'E' 'M' 'B'                            |
///  |  Num SSRC     | BR Exp    |  BR Mantissa                      |
///  |   SSRC feedback (Num SSRC times)                              |
struct Remb {
  static constexpr uint8_t kPacketType = 206;
  static constexpr uint8_t kFormat = 15;

  Ssrc sender{0};
  Bitrate bitrate;          // written with 18 significant bits, rounded down
  std::vector<Ssrc> ssrcs;  // the first 255 are written

  static std::optional<Remb> parse(const Item& item);
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
