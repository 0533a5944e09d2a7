// HMAC-SHA-1 against the test cases of RFC 2202, section 3.
#include "crypto/hmac.h"

#include <string>

#include "test/kit/check.h"

using namespace sfu;

namespace {

std::string hex(Bytes bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0x0f];
  }
  return text;
}

TEST_CASE("hmacSha1 yields the digests of RFC 2202") {
  const std::string blockAndMore(80, '\xaa');
  const struct {
    std::string key;
    std::string data;
    std::string digest;
  } cases[] = {
      {std::string(20, '\x0b'), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
      {"Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
      {blockAndMore, "Test Using Larger Than Block-Size Key - Hash Key First",
       "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
      {"", "", "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d"},
  };

  for (const auto& known : cases) {
    CHECK(hex(crypto::hmacSha1(bytesOf(known.key), bytesOf(known.data))) == known.digest);
  }
}

TEST_CASE("hmacSha1 of two parts is that of both together") {
  const Bytes key = bytesOf("key");

  CHECK(crypto::hmacSha1(key, bytesOf("head"), bytesOf("tail")) ==
        crypto::hmacSha1(key, bytesOf("headtail")));
  CHECK(crypto::hmacSha1(key, {}, bytesOf("tail")) == crypto::hmacSha1(key, bytesOf("tail")));
}

TEST_CASE("equalInConstantTime compares sizes as well as contents") {
  CHECK(crypto::equalInConstantTime(bytesOf("abc"), bytesOf("abc")));
  CHECK(crypto::equalInConstantTime({}, {}));
  CHECK_FALSE(crypto::equalInConstantTime(bytesOf("abc"), bytesOf("abd")));
  CHECK_FALSE(crypto::equalInConstantTime(bytesOf("abc"), bytesOf("ab")));
}

}  // namespace
