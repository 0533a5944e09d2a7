// One bit for each of the newest extended sequence numbers.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "streams/sequence_limits.h"

namespace sfu::streams {

/// Marks on the newest kMaxMisorder numbers of a stream; older ones are
/// forgotten. Marks appear with set() and leave with age. No allocation.
class SequenceWindow {
 public:
  static constexpr int64_t kSize = kMaxMisorder;

  int64_t newest() const { return newest_; }
  /// Whether `sequence` is neither newer than the newest nor forgotten.
  bool covers(int64_t sequence) const { return sequence <= newest_ && newest_ - sequence < kSize; }

  /// Forgets all marks and starts at `newest`, not below zero.
  void reset(int64_t newest) {
    words_.fill(0);
    newest_ = newest;
  }

  /// Makes `sequence` the newest; it and all it steps over are unmarked.
  void advanceTo(int64_t sequence) {
    if (sequence - newest_ >= kSize) return reset(sequence);
    for (int64_t next = newest_ + 1; next <= sequence; ++next) word(next) &= ~bit(next);
    newest_ = sequence;
  }

  // Both only for a number that the window covers.
  void set(int64_t sequence) { word(sequence) |= bit(sequence); }
  bool has(int64_t sequence) const { return (word(sequence) & bit(sequence)) != 0; }

  /// How many marked numbers are newer than `sequence`, which the window covers.
  int64_t countAfter(int64_t sequence) const {
    int64_t count = 0;
    int64_t at = sequence + 1;
    while (at <= newest_) {
      const int64_t end = (at / kWordBits + 1) * kWordBits;  // of the word that holds `at`
      uint64_t marks = word(at) >> (at % kWordBits);
      if (end > newest_ + 1) marks &= (uint64_t{1} << (newest_ + 1 - at)) - 1;
      count += std::popcount(marks);
      at = end;
    }
    return count;
  }

 private:
  static constexpr int64_t kWordBits = 64;
  static constexpr size_t kWords = kSize / kWordBits;

  // Without a sign, division and remainder are a shift and a mask.
  static uint64_t bit(int64_t sequence) {
    return uint64_t{1} << (static_cast<uint64_t>(sequence) % kWordBits);
  }
  static size_t indexOf(int64_t sequence) {
    return static_cast<uint64_t>(sequence) / kWordBits % kWords;
  }
  uint64_t& word(int64_t sequence) { return words_[indexOf(sequence)]; }
  uint64_t word(int64_t sequence) const { return words_[indexOf(sequence)]; }

  std::array<uint64_t, kWords> words_{};
  int64_t newest_ = 0;
};

}  // namespace sfu::streams
