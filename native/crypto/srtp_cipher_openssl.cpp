// SRTP with OpenSSL: contexts are made once per key, per packet only the IV is set.

// OpenSSL 3 calls SHA1_Update deprecated in favour of EVP_MAC, but that allocates
// and frees digest contexts for each packet. A copy of two plain structs does not.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/srtp_cipher_openssl.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <cstring>

#include "base/assert.h"
#include "crypto/srtp_iv.h"
#include "crypto/wipe.h"

namespace sfu::crypto {
namespace {

template <class T>
MutableBytes bytesIn(T& value) {
  return {reinterpret_cast<uint8_t*>(&value), sizeof value};
}

const EVP_CIPHER* cipherOf(SrtpProfile profile) {
  switch (profile) {
    case SrtpProfile::kAesCm128HmacSha1_80:
      return EVP_aes_128_ctr();
    case SrtpProfile::kAeadAes128Gcm:
      return EVP_aes_128_gcm();
    case SrtpProfile::kAeadAes256Gcm:
      return EVP_aes_256_gcm();
  }
  return nullptr;
}

/// HMAC-SHA1 with both key blocks hashed ahead. RFC 2104.
class HmacSha1 {
 public:
  explicit HmacSha1(const std::array<uint8_t, 20>& key) {
    begin(inner_, key, 0x36);
    begin(outer_, key, 0x5c);
  }
  ~HmacSha1() {
    wipe(bytesIn(inner_));
    wipe(bytesIn(outer_));
  }

  void digest(const uint8_t* data, size_t size, uint8_t (&out)[20]) const {
    SHA_CTX sha = inner_;
    SHA1_Update(&sha, data, size);
    SHA1_Final(out, &sha);
    sha = outer_;
    SHA1_Update(&sha, out, sizeof out);
    SHA1_Final(out, &sha);
  }

 private:
  static void begin(SHA_CTX& sha, const std::array<uint8_t, 20>& key, uint8_t pad) {
    std::array<uint8_t, 64> block;
    block.fill(pad);
    for (size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
    SHA1_Init(&sha);
    SHA1_Update(&sha, block.data(), block.size());
    wipe(block);
  }

  SHA_CTX inner_;
  SHA_CTX outer_;
};

struct OpenSslKey final : SrtpCipherKey {
  explicit OpenSslKey(const SrtpSessionKeys& keys)
      : SrtpCipherKey(keys), context(EVP_CIPHER_CTX_new()), hmac(keys.authentication) {
    SFU_ASSERT(context != nullptr);
    SFU_ASSERT(EVP_EncryptInit_ex(context, cipherOf(keys.profile), nullptr, keys.encryption.data(),
                                  nullptr) == 1);
  }
  ~OpenSslKey() override { EVP_CIPHER_CTX_free(context); }

  EVP_CIPHER_CTX* context;
  HmacSha1 hmac;
};

// OpenSSL fails here only if it is out of memory or was called wrongly.
void update(EVP_CIPHER_CTX* context, uint8_t* out, const uint8_t* in, size_t size) {
  int written = 0;
  SFU_ASSERT(EVP_EncryptUpdate(context, out, &written, in, static_cast<int>(size)) == 1);
}

/// RFC 7714, section 9.1.
void sealAead(const OpenSslKey& key, const SealJob& job) {
  uint8_t iv[12];
  writeAeadIv(key.salt(), job.ssrc, job.index, iv);
  uint8_t* ciphertext = job.out + job.headerSize;
  uint8_t* tag = ciphertext + job.payloadSize;

  SFU_ASSERT(EVP_EncryptInit_ex(key.context, nullptr, nullptr, nullptr, iv) == 1);
  update(key.context, nullptr, job.header, job.headerSize);
  if (job.payloadSize > 0) update(key.context, ciphertext, job.payload, job.payloadSize);
  int written = 0;
  SFU_ASSERT(EVP_EncryptFinal_ex(key.context, tag, &written) == 1);
  SFU_ASSERT(EVP_CIPHER_CTX_ctrl(key.context, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1);
}

/// RFC 3711, sections 4.1.1 and 4.2.
void sealCounterMode(const OpenSslKey& key, const SealJob& job) {
  uint8_t iv[16];
  writeCounterIv(key.salt(), job.ssrc, job.index, iv);
  uint8_t* ciphertext = job.out + job.headerSize;
  uint8_t* tag = ciphertext + job.payloadSize;

  SFU_ASSERT(EVP_EncryptInit_ex(key.context, nullptr, nullptr, nullptr, iv) == 1);
  if (job.payloadSize > 0) update(key.context, ciphertext, job.payload, job.payloadSize);

  // The roll-over counter is authenticated but not sent: the tag takes its place.
  writeRolloverCounter(job.index, tag);
  uint8_t digest[20];
  key.hmac.digest(job.out, job.headerSize + size_t{job.payloadSize} + 4, digest);
  std::memcpy(tag, digest, srtpTagSize(SrtpProfile::kAesCm128HmacSha1_80));
}

class OpenSslSrtpCipher final : public SrtpCipher {
 public:
  std::string_view name() const override { return "openssl"; }

  std::unique_ptr<SrtpCipherKey> prepare(const SrtpSessionKeys& keys) override {
    return std::make_unique<OpenSslKey>(keys);
  }

  void seal(std::span<const SealJob> jobs) override {
    for (const SealJob& job : jobs) {
      const auto& key = static_cast<const OpenSslKey&>(*job.key);
      std::memcpy(job.out, job.header, job.headerSize);
      if (key.profile() == SrtpProfile::kAesCm128HmacSha1_80) {
        sealCounterMode(key, job);
      } else {
        sealAead(key, job);
      }
    }
  }
};

}  // namespace

std::unique_ptr<SrtpCipher> makeOpenSslSrtpCipher() {
  return std::make_unique<OpenSslSrtpCipher>();
}

}  // namespace sfu::crypto
