// Picture loss indication (PLI).
#pragma once
#include <optional>

#include "base/strong_int.h"
#include "rtcp/compound.h"

namespace sfu::rtcp {

/// Asks for a key frame. RFC 4585, section 6.3.1.
///
///  |                  SSRC of packet sender                        |
///  |                  SSRC of media source                         |
struct Pli {
  static constexpr uint8_t kPacketType = 206;
  static constexpr uint8_t kFormat = 1;

  Ssrc sender{0};
  Ssrc media{0};

  static std::optional<Pli> parse(const Item& item);
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
