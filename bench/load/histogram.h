// Quantiles of latencies without keeping each of them.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace sfu::load {

/// Counts values in buckets whose width grows with the value: an error of 1.6 % at most.
class Histogram {
 public:
  void add(uint64_t value) {
    ++counts_[std::min(bucketOf(value), counts_.size() - 1)];
    ++total_;
    max_ = std::max(max_, value);
  }

  uint64_t total() const { return total_; }
  uint64_t max() const { return max_; }

  /// The value below which `share` (0 … 1) of all values lie; 0 if there are none.
  uint64_t quantile(double share) const {
    const auto wanted = static_cast<uint64_t>(share * static_cast<double>(total_));
    uint64_t seen = 0;
    for (size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen > wanted) return middleOf(i);
    }
    return max_;
  }

 private:
  static constexpr unsigned kSubBits = 5;
  static constexpr uint64_t kSub = uint64_t{1} << kSubBits;

  static size_t bucketOf(uint64_t value) {
    if (value < kSub) return value;
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - kSubBits - 1;
    return (shift + 1) * kSub + ((value >> shift) - kSub);
  }
  static uint64_t middleOf(size_t bucket) {
    if (bucket < kSub) return bucket;
    const size_t shift = bucket / kSub - 1;
    return ((bucket % kSub + kSub) << shift) + ((uint64_t{1} << shift) >> 1);
  }

  std::array<uint64_t, kSub * 40> counts_{};
  uint64_t total_ = 0;
  uint64_t max_ = 0;
};

}  // namespace sfu::load
