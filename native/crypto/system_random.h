// The kernel's randomness, by way of OpenSSL.
#pragma once
#include "base/random.h"

namespace sfu::crypto {

/// Randomness fit for secrets. Aborts if the system has none to give.
class SystemRandom final : public Random {
 public:
  void fill(MutableBytes bytes) override;
};

}  // namespace sfu::crypto
