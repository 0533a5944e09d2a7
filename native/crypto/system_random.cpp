#include "crypto/system_random.h"

#include <openssl/rand.h>

#include <limits>

#include "base/assert.h"

namespace sfu::crypto {

void SystemRandom::fill(MutableBytes bytes) {
  SFU_ASSERT(bytes.size() <= static_cast<size_t>(std::numeric_limits<int>::max()));
  // A worker that goes on with guessable ufrags and keys is worse than none.
  SFU_ASSERT(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
}

}  // namespace sfu::crypto
