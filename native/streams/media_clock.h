// Durations in the ticks of an RTP clock.
#pragma once
#include <cstdint>

#include "base/time.h"

namespace sfu::streams {

/// How many ticks of a clock of `clockRate` hertz pass in `duration`, modulo
/// 2^32 as RTP timestamps count (RFC 3550, section 5.1). Negative durations
/// count backwards; no duration overflows.
constexpr uint32_t ticksIn(Duration duration, uint32_t clockRate) {
  constexpr int64_t kSecond = 1'000'000;
  const int64_t seconds = duration.count() / kSecond;
  const int64_t micros = duration.count() % kSecond;
  const uint64_t whole = static_cast<uint64_t>(seconds) * clockRate;
  const int64_t part = micros * static_cast<int64_t>(clockRate) / kSecond;
  return static_cast<uint32_t>(whole + static_cast<uint64_t>(part));
}

/// How far `timestamp` is ahead of `other` on the 32-bit circle; negative if behind.
constexpr int32_t ticksBetween(uint32_t other, uint32_t timestamp) {
  return static_cast<int32_t>(timestamp - other);
}

}  // namespace sfu::streams
