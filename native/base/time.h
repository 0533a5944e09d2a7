// Time as the core knows it: a value that is passed in, never read.
#pragma once
#include <chrono>
#include <cstdint>

namespace sfu {

using Duration = std::chrono::microseconds;

/// The worker's time line. It has no now(): only worker/ reads a clock. Its
/// epoch is the Unix epoch as the wall clock had it when the worker started;
/// from there on it grows steadily, whatever happens to the wall clock.
struct TimeLine {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<TimeLine, duration>;
  static constexpr bool is_steady = true;
};
using Time = TimeLine::time_point;

constexpr Time kNever = Time::max();

/// An NTP time stamp, 32.32 fixed point since 1900. RFC 3550, section 4.
struct NtpTime {
  uint64_t value = 0;

  static constexpr NtpTime from(Time time) {
    constexpr int64_t kUnixEpochInNtp = 2'208'988'800;
    const int64_t micros = time.time_since_epoch().count();
    const auto seconds = static_cast<uint64_t>(micros / 1'000'000 + kUnixEpochInNtp);
    const auto fraction = (static_cast<uint64_t>(micros % 1'000'000) << 32) / 1'000'000;
    return {seconds << 32 | fraction};
  }
  /// The middle 32 bits, as LSR and DLSR use them. RFC 3550, section 6.4.1.
  constexpr uint32_t compact() const { return static_cast<uint32_t>(value >> 16); }
};

}  // namespace sfu
