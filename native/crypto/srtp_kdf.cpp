// The key derivation of RFC 3711 on top of OpenSSL's AES in counter mode.
#include "crypto/srtp_kdf.h"

#include <openssl/evp.h>

#include <cstring>
#include <memory>

#include "crypto/wipe.h"

namespace sfu::crypto {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

/// Fills `out` with the key stream of AES in counter mode.
bool fillWithKeyStream(const std::vector<uint8_t>& key, const std::array<uint8_t, 16>& iv,
                       MutableBytes out) {
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
  const EVP_CIPHER* cipher = key.size() == 32 ? EVP_aes_256_ctr() : EVP_aes_128_ctr();
  std::memset(out.data(), 0, out.size());
  int size = 0;
  return context && EVP_EncryptInit_ex(context.get(), cipher, nullptr, key.data(), iv.data()) &&
         EVP_EncryptUpdate(context.get(), out.data(), &size, out.data(),
                           static_cast<int>(out.size()));
}

}  // namespace

bool deriveSrtpKey(const MasterKey& master, SrtpKeyLabel label, MutableBytes out) {
  if (master.key.size() != 16 && master.key.size() != 32) return false;
  if (master.salt.size() != 12 && master.salt.size() != 14) return false;

  // key_id is label || r with r = 0, fifty-six bits right-aligned in the 112 of
  // the salt: the label meets its eighth byte. Twelve bytes of salt count as
  // fourteen that end in zeros. The last two bytes count the blocks.
  std::array<uint8_t, 16> iv{};
  std::memcpy(iv.data(), master.salt.data(), master.salt.size());
  iv[7] ^= static_cast<uint8_t>(label);

  const bool derived = fillWithKeyStream(master.key, iv, out);
  wipe(iv);
  return derived;
}

SrtpSessionKeys::~SrtpSessionKeys() {
  wipe(encryption);
  wipe(authentication);
  wipe(salt);
}

Result<SrtpSessionKeys> deriveSrtpSessionKeys(SrtpProfile profile, const MasterKey& master) {
  if (master.key.size() != masterKeySize(profile) ||
      master.salt.size() != masterSaltSize(profile)) {
    return Failure::invalidParameters(
        "the SRTP master key or salt does not have the size that its profile asks for");
  }

  SrtpSessionKeys keys;
  keys.profile = profile;
  const MutableBytes encryption(keys.encryption.data(), masterKeySize(profile));
  const MutableBytes salt(keys.salt.data(), masterSaltSize(profile));
  const bool derived =
      deriveSrtpKey(master, SrtpKeyLabel::kRtpEncryption, encryption) &&
      deriveSrtpKey(master, SrtpKeyLabel::kRtpAuthentication, keys.authentication) &&
      deriveSrtpKey(master, SrtpKeyLabel::kRtpSalt, salt);
  if (!derived) return Failure::unsupported("OpenSSL refuses to derive SRTP keys");
  return keys;
}

}  // namespace sfu::crypto
