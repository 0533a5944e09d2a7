// Randomness that is passed in, so that a test can repeat it.
#pragma once
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace sfu {

/// A source of random bytes. The worker gives the kernel's (crypto/system_random.h),
/// a test gives SeededRandom.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(MutableBytes bytes) = 0;

  uint32_t u32();
  /// Uniform in [0, bound); `bound` above zero.
  uint32_t below(uint32_t bound);
  /// `size` characters of the ice-char alphabet without '+' and '/'. RFC 8839, section 5.4.
  std::string text(size_t size);
};

/// Repeatable: the same seed yields the same bytes. Not for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}
  void fill(MutableBytes bytes) override;

 private:
  uint64_t state_;
};

}  // namespace sfu
