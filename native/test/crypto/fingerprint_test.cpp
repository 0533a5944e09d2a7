#include "crypto/fingerprint.h"

#include "test/kit/check.h"

using namespace sfu;
using crypto::FingerprintAlgorithm;

namespace {

TEST_CASE("fingerprintOf hashes with the named function") {
  const Bytes text = bytesOf("abc");

  // FIPS 180-4 examples.
  CHECK(crypto::fingerprintOf(text, FingerprintAlgorithm::kSha1) ==
        "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(crypto::fingerprintOf(text, FingerprintAlgorithm::kSha224) ==
        "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
  CHECK(crypto::fingerprintOf(text, FingerprintAlgorithm::kSha256) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("A fingerprint has two digits for each byte of the hash") {
  const size_t sizes[] = {20, 28, 32, 48, 64};

  for (size_t i = 0; i < crypto::kFingerprintAlgorithms.size(); ++i) {
    CHECK(crypto::fingerprintOf({}, crypto::kFingerprintAlgorithms[i]).size() == 2 * sizes[i]);
  }
}

TEST_CASE("parseFingerprintAlgorithm knows every name that nameOf gives") {
  for (const FingerprintAlgorithm algorithm : crypto::kFingerprintAlgorithms) {
    CHECK(crypto::parseFingerprintAlgorithm(crypto::nameOf(algorithm)) == algorithm);
  }
}

TEST_CASE("parseFingerprintAlgorithm does not mind the case") {
  CHECK(crypto::parseFingerprintAlgorithm("SHA-256") == FingerprintAlgorithm::kSha256);
}

TEST_CASE("parseFingerprintAlgorithm refuses what RFC 8122 forbids") {
  CHECK_FALSE(crypto::parseFingerprintAlgorithm("md5"));
  CHECK_FALSE(crypto::parseFingerprintAlgorithm("sha256"));
  CHECK_FALSE(crypto::parseFingerprintAlgorithm(""));
}

TEST_CASE("isSameFingerprint minds neither case nor colons") {
  CHECK(crypto::isSameFingerprint("AB:CD:EF:01", "abcdef01"));
  CHECK(crypto::isSameFingerprint("abcdef01", "AB:cd:EF:01"));
}

TEST_CASE("isSameFingerprint tells different ones apart") {
  CHECK_FALSE(crypto::isSameFingerprint("abcdef01", "abcdef02"));
  CHECK_FALSE(crypto::isSameFingerprint("abcdef01", "abcdef"));
  CHECK_FALSE(crypto::isSameFingerprint("", ""));
  CHECK_FALSE(crypto::isSameFingerprint(":", ""));
}

}  // namespace
