#include "crypto/fingerprint.h"

#include <openssl/evp.h>

#include "base/assert.h"

namespace sfu::crypto {
namespace {

char lowered(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Lower case, and what SDP puts between the bytes is gone.
std::string plain(std::string_view fingerprint) {
  std::string digits;
  for (const char letter : fingerprint) {
    if (letter != ':') digits.push_back(lowered(letter));
  }
  return digits;
}

const EVP_MD* digestOf(FingerprintAlgorithm algorithm) {
  switch (algorithm) {
    case FingerprintAlgorithm::kSha1:
      return EVP_sha1();
    case FingerprintAlgorithm::kSha224:
      return EVP_sha224();
    case FingerprintAlgorithm::kSha256:
      return EVP_sha256();
    case FingerprintAlgorithm::kSha384:
      return EVP_sha384();
    case FingerprintAlgorithm::kSha512:
      return EVP_sha512();
  }
  return nullptr;
}

}  // namespace

std::optional<FingerprintAlgorithm> parseFingerprintAlgorithm(std::string_view name) {
  std::string wanted;
  for (const char letter : name) wanted.push_back(lowered(letter));
  for (const FingerprintAlgorithm algorithm : kFingerprintAlgorithms) {
    if (wanted == nameOf(algorithm)) return algorithm;
  }
  return std::nullopt;
}

std::string_view nameOf(FingerprintAlgorithm algorithm) {
  switch (algorithm) {
    case FingerprintAlgorithm::kSha1:
      return "sha-1";
    case FingerprintAlgorithm::kSha224:
      return "sha-224";
    case FingerprintAlgorithm::kSha256:
      return "sha-256";
    case FingerprintAlgorithm::kSha384:
      return "sha-384";
    case FingerprintAlgorithm::kSha512:
      return "sha-512";
  }
  return "";
}

std::string fingerprintOf(Bytes der, FingerprintAlgorithm algorithm) {
  std::array<uint8_t, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  SFU_ASSERT(
      EVP_Digest(der.data(), der.size(), digest.data(), &size, digestOf(algorithm), nullptr) == 1);

  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : Bytes(digest).first(size)) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 0x0f]);
  }
  return text;
}

bool isSameFingerprint(std::string_view one, std::string_view other) {
  const std::string digits = plain(one);
  return !digits.empty() && digits == plain(other);
}

}  // namespace sfu::crypto
