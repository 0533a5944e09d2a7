// Holds an endpoint to the bitrate that it was told.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/time.h"
#include "base/units.h"

namespace sfu::router {

/// REMB only asks. What comes above one and a half times the limit, over a second, is refused;
/// the half and the second are for key frames and for an encoder that still slows down.
class BitratePolice {
 public:
  /// In percent of the limit.
  static constexpr int64_t kTolerance = 150;
  static constexpr Duration kWindow = std::chrono::seconds(1);
  static constexpr Duration kWarningInterval = std::chrono::minutes(1);

  /// Zero lifts the limit.
  void setLimit(Bitrate limit, Time now) {
    limit_ = limit;
    bytes_ = capacity();
    refilledAt_ = now;
  }
  Bitrate limit() const { return limit_; }

  /// Whether a packet may pass; call for each.
  bool accept(size_t size, Time now) {
    if (limit_.bps() == 0) return true;
    const Duration since = std::clamp(now - refilledAt_, Duration(0), kWindow);
    refilledAt_ = now;
    credit_ += limit_.bps() * kTolerance / 100 * since.count();
    constexpr int64_t kPerByte = 8 * 1'000'000;
    bytes_ = std::min(capacity(), bytes_ + credit_ / kPerByte);
    credit_ %= kPerByte;
    if (bytes_ < static_cast<int64_t>(size)) return false;
    bytes_ -= static_cast<int64_t>(size);
    return true;
  }

  /// Whether it is time to tell that packets are refused.
  bool takeWarning(Time now) {
    if (hasWarned_ && now - warnedAt_ < kWarningInterval) return false;
    hasWarned_ = true;
    warnedAt_ = now;
    return true;
  }

 private:
  int64_t capacity() const { return limit_.bps() * kTolerance / 100 / 8; }

  Bitrate limit_;
  int64_t bytes_ = 0;
  int64_t credit_ = 0;  // less than a byte, in bits times microseconds
  Time refilledAt_{};
  Time warnedAt_{};
  bool hasWarned_ = false;
};

}  // namespace sfu::router
