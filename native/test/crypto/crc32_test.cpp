// The check value of CRC-32, found while compiling.
#include "crypto/crc32.h"

#include "test/kit/check.h"

using namespace sfu;

namespace {

constexpr std::array<uint8_t, 9> kDigits = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
static_assert(crypto::crc32(kDigits) == 0xcbf43926);

TEST_CASE("crc32 yields the check value of its definition") {
  CHECK(crypto::crc32(bytesOf("123456789")) == 0xcbf43926);
}

TEST_CASE("crc32 of nothing is zero") {
  CHECK(crypto::crc32({}) == 0);
}

}  // namespace
