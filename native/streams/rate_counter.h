// What passed during the last second.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/units.h"

namespace sfu::streams {

/// The bitrate of one stream over a sliding second, counted in buckets.
///
/// The oldest bucket leaves gradually, so that a steady stream reads as steady.
/// A stream younger than a second reads as if it had been silent before. Costs
/// no allocation; `now` may repeat but not go back further than the window.
class RateCounter {
 public:
  static constexpr Duration kWindow = std::chrono::seconds(1);

  void add(size_t bytes, Time now);
  Bitrate bitrate(Time now) const;

 private:
  static constexpr Duration kBucket = std::chrono::milliseconds(25);
  static constexpr int64_t kInWindow = kWindow / kBucket;
  static constexpr int64_t kBuckets = kInWindow + 1;  // one more is on its way out

  static int64_t indexOf(Time now) { return now.time_since_epoch() / kBucket; }
  void advanceTo(int64_t index);
  uint32_t& at(int64_t index) { return buckets_[static_cast<size_t>(index % kBuckets)]; }
  uint32_t at(int64_t index) const { return buckets_[static_cast<size_t>(index % kBuckets)]; }

  std::array<uint32_t, kBuckets> buckets_{};
  int64_t newest_ = 0;
};

}  // namespace sfu::streams
