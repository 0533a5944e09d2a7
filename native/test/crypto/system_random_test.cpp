#include "crypto/system_random.h"

#include <vector>

#include "test/kit/check.h"

namespace {

TEST_CASE("SystemRandom fills differently each time") {
  sfu::crypto::SystemRandom random;
  std::vector<uint8_t> one(32);
  std::vector<uint8_t> other(32);

  random.fill(one);
  random.fill(other);

  CHECK(one != other);
}

TEST_CASE("SystemRandom fills nothing if there is nothing to fill") {
  sfu::crypto::SystemRandom random;

  random.fill({});
}

}  // namespace
