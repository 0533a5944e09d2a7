#include "streams/rate_counter.h"

#include <algorithm>

namespace sfu::streams {

void RateCounter::add(size_t bytes, Time now) {
  const int64_t index = indexOf(now);
  if (index > newest_) advanceTo(index);
  at(newest_) += static_cast<uint32_t>(bytes);
}

void RateCounter::advanceTo(int64_t index) {
  const int64_t first = std::max(newest_ + 1, index - kBuckets + 1);
  for (int64_t i = first; i <= index; ++i) at(i) = 0;
  newest_ = index;
}

Bitrate RateCounter::bitrate(Time now) const {
  const int64_t current = std::max(indexOf(now), newest_);
  const int64_t leaving = current - kInWindow;
  int64_t bytes = 0;
  for (int64_t i = std::max<int64_t>(leaving + 1, newest_ - kInWindow); i <= newest_; ++i) {
    // Bucket 0 of the time line cannot be told from one that was never used; both read zero.
    if (i >= 0) bytes += at(i);
  }
  if (leaving >= 0 && leaving <= newest_ && leaving >= newest_ - kInWindow) {
    const Duration gone = now.time_since_epoch() % kBucket;
    bytes += at(leaving) * (kBucket - gone).count() / kBucket.count();
  }
  return Bitrate::over(bytes, kWindow);
}

}  // namespace sfu::streams
