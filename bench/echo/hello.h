// How an endpoint of the load program makes itself known to the echo.
#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace sfu::echo {

/// Sent at the start and once a second. Its first byte keeps it apart from RTP.
struct Hello {
  static constexpr uint8_t kFirst = 0x01;

  bool wantsMedia = false;

  std::array<uint8_t, 2> bytes() const {
    return {kFirst, static_cast<uint8_t>(wantsMedia ? 1 : 0)};
  }
  static bool isHello(Bytes datagram) { return datagram.size() == 2 && datagram[0] == kFirst; }
  static Hello parse(Bytes datagram) { return {.wantsMedia = datagram[1] != 0}; }
};

}  // namespace sfu::echo
