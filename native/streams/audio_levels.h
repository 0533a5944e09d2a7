// How loud each receiver of a room has been.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"

namespace sfu::streams {

/// The mean audio level of each receiver, twice a second, from the client-to-
/// mixer level that its packets carry (RFC 6464). Off until somebody listens.
///
/// Receivers are named by small numbers, as the room's table gives them.
class AudioLevels {
 public:
  static constexpr Duration kInterval = std::chrono::milliseconds(500);

  struct Entry {
    uint32_t receiver;
    int level;  // dBov, -127 (silence) to 0
  };

  /// Turning it on twice changes nothing.
  void enable(Time now);
  void disable();
  bool isEnabled() const { return dueAt_ != kNever; }

  /// `level` as the header extension has it: 0 to 127 for 0 to -127 dBov.
  void add(uint32_t receiver, uint8_t level);
  /// Forgets a receiver that is gone, before its number is used again.
  void remove(uint32_t receiver);

  /// At the end of each interval: those who sent levels in it, loudest first;
  /// may be empty. Nothing in between.
  std::optional<std::vector<Entry>> takeDue(Time now);
  Time nextTimeout() const { return dueAt_; }

 private:
  struct Sum {
    uint32_t levels = 0;
    uint32_t packets = 0;
  };

  std::vector<Sum> sums_;            // by receiver
  std::vector<uint32_t> receivers_;  // who has a sum in this interval
  Time dueAt_ = kNever;
};

}  // namespace sfu::streams
