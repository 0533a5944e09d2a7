// Integers that mean one thing only.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace sfu {

/// An integer with a meaning: an Ssrc cannot be passed where a PayloadType is
/// wanted. Costs nothing at run time.
template <class Tag, class Int>
class StrongInt {
 public:
  constexpr explicit StrongInt(Int value) : value_(value) {}
  constexpr Int value() const { return value_; }
  friend constexpr auto operator<=>(StrongInt, StrongInt) = default;

 private:
  Int value_;
};

using Ssrc = StrongInt<struct SsrcTag, uint32_t>;
using PayloadType = StrongInt<struct PayloadTypeTag, uint8_t>;

/// A 16-bit RTP sequence number. It has no operator< on purpose: "newer" only
/// makes sense within half a turn of the circle (RFC 1982, section 3.2).
class SequenceNumber {
 public:
  constexpr explicit SequenceNumber(uint16_t value) : value_(value) {}
  constexpr uint16_t value() const { return value_; }
  constexpr SequenceNumber next() const { return plus(1); }
  constexpr SequenceNumber plus(int count) const {
    return SequenceNumber(static_cast<uint16_t>(value_ + count));
  }

  constexpr bool isNewerThan(SequenceNumber other) const {
    return value_ != other.value_ && static_cast<uint16_t>(value_ - other.value_) < 0x8000;
  }
  friend constexpr bool operator==(SequenceNumber, SequenceNumber) = default;

 private:
  uint16_t value_;
};

/// Counts turns of a 16-bit circle: the 64-bit number nearest to the newest one
/// seen so far. The first number seen is given a turn of its own above zero, so
/// that late packets from before it do not wrap below.
class SequenceUnwrapper {
 public:
  /// The extended number of `value`; does not change what is known.
  constexpr int64_t peek(SequenceNumber value) const {
    if (newest_ < 0) return kFirstTurn + value.value();
    const auto distance =
        static_cast<int16_t>(static_cast<uint16_t>(value.value() - static_cast<uint16_t>(newest_)));
    return newest_ + distance;
  }
  constexpr int64_t unwrap(SequenceNumber value) {
    const int64_t extended = peek(value);
    if (extended > newest_) newest_ = extended;
    return extended;
  }
  /// The newest extended number, or -1 before the first.
  constexpr int64_t newest() const { return newest_; }

 private:
  static constexpr int64_t kFirstTurn = 0x10000;
  int64_t newest_ = -1;
};

}  // namespace sfu

template <class Tag, class Int>
struct std::hash<sfu::StrongInt<Tag, Int>> {
  size_t operator()(sfu::StrongInt<Tag, Int> value) const {
    return std::hash<Int>()(value.value());
  }
};
