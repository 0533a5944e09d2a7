// Quantities with their unit in the type.
#pragma once
#include <cstdint>

#include "base/time.h"

namespace sfu {

/// Bits per second.
class Bitrate {
 public:
  constexpr Bitrate() = default;
  static constexpr Bitrate bps(int64_t value) { return Bitrate(value); }
  static constexpr Bitrate over(int64_t bytes, Duration time) {
    return Bitrate(time.count() > 0 ? bytes * 8 * 1'000'000 / time.count() : 0);
  }
  constexpr int64_t bps() const { return bps_; }
  friend constexpr auto operator<=>(Bitrate, Bitrate) = default;

 private:
  constexpr explicit Bitrate(int64_t bps) : bps_(bps) {}
  int64_t bps_ = 0;
};

}  // namespace sfu
