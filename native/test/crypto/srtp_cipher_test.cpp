#include "crypto/srtp_cipher.h"

#include <algorithm>

#include "crypto/srtp_cipher_ipsec_mb.h"
#include "crypto/srtp_cipher_openssl.h"
#include "test/kit/check.h"

using namespace sfu;
using namespace sfu::crypto;

namespace {

// The packet of RFC 7714, section 16.1.
constexpr uint8_t kHeader[] = {0x80, 0x40, 0xf1, 0x7b, 0x80, 0x41,
                               0xf8, 0xd3, 0x55, 0x01, 0xa0, 0xb2};
constexpr std::string_view kPayload = "Gallia est omnis divisa in partes tres";

/// RFC 7714, section 16: the key counts up from zero, the salt is a word.
SrtpSessionKeys countingKeys(SrtpProfile profile) {
  SrtpSessionKeys keys;
  keys.profile = profile;
  for (size_t i = 0; i < masterKeySize(profile); ++i) keys.encryption[i] = static_cast<uint8_t>(i);
  std::ranges::copy(std::string_view("Quid pro quo"), keys.salt.begin());
  return keys;
}

std::string hexOf(Bytes bytes) {
  std::string hex;
  for (const uint8_t byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

std::string sealedBy(SrtpCipher& cipher, const SrtpSessionKeys& keys) {
  const auto key = cipher.prepare(keys);
  std::vector<uint8_t> out(sizeof kHeader + kPayload.size() + srtpTagSize(keys.profile));
  const SealJob job{.key = key.get(),
                    .header = kHeader,
                    .payload = bytesOf(kPayload).data(),
                    .out = out.data(),
                    .index = 0xf17b,
                    .ssrc = 0x5501a0b2,
                    .headerSize = sizeof kHeader,
                    .payloadSize = kPayload.size()};
  cipher.seal({&job, 1});
  return hexOf(Bytes(out).subspan(sizeof kHeader));
}

std::vector<std::unique_ptr<SrtpCipher>> everyBackEnd() {
  std::vector<std::unique_ptr<SrtpCipher>> all;
  all.push_back(makeOpenSslSrtpCipher());
  if (auto fast = makeIpsecMbSrtpCipher()) all.push_back(std::move(fast));
  return all;
}

TEST_CASE("SrtpCipher seals the AEAD_AES_128_GCM packet of RFC 7714, section 16.1.1") {
  for (const auto& cipher : everyBackEnd()) {
    CAPTURE(cipher->name());
    CHECK(sealedBy(*cipher, countingKeys(SrtpProfile::kAeadAes128Gcm)) ==
          "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
          "899d7f27beb16a9152cf765ee4390cce");
  }
}

TEST_CASE("SrtpCipher seals the AEAD_AES_256_GCM packet of RFC 7714, section 16.2.1") {
  for (const auto& cipher : everyBackEnd()) {
    CAPTURE(cipher->name());
    CHECK(sealedBy(*cipher, countingKeys(SrtpProfile::kAeadAes256Gcm)) ==
          "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b"
          "7aa3db36dfffd6b0f9bb7878d7a76c13");
  }
}

}  // namespace
