// The clock of the load program.
#pragma once
#include <chrono>
#include <cstdint>

#include "base/time.h"

namespace sfu::load {

/// Nanoseconds of the monotonic clock: publishers and viewers share it, so a
/// difference is a latency.
using Nanos = int64_t;

constexpr Nanos kMillisecond = 1'000'000;
constexpr Nanos kSecond = 1'000 * kMillisecond;

inline Nanos monotonicNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// The time line that native/ wants: monotonic, with the Unix epoch.
class Clock {
 public:
  Clock() {
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    offset_ = std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count() - monotonicNanos();
  }

  Time at(Nanos nanos) const { return Time(Duration((nanos + offset_) / 1000)); }

 private:
  Nanos offset_ = 0;
};

}  // namespace sfu::load
