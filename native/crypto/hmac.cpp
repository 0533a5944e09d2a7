#include "crypto/hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>

#include "base/assert.h"

namespace sfu::crypto {

namespace {

struct FreeMac {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

}  // namespace

HmacSha1 hmacSha1(Bytes key, Bytes data) {
  return hmacSha1(key, data, {});
}

// The look-up by name costs about as much as the hash of a STUN message, 2 µs. A
// peer checks a few times a second; that is not worth a cache with an owner.
HmacSha1 hmacSha1(Bytes key, Bytes head, Bytes tail) {
  const std::unique_ptr<EVP_MAC, FreeMac> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  const std::unique_ptr<EVP_MAC_CTX, FreeMac> context(EVP_MAC_CTX_new(mac.get()));
  char digestName[] = "SHA1";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digestName, 0),
      OSSL_PARAM_construct_end()};
  // To OpenSSL a null key means "as before", so an empty one needs an address.
  const uint8_t none = 0;
  const uint8_t* keyData = key.empty() ? &none : key.data();

  HmacSha1 digest{};
  size_t size = 0;
  const bool ok = context && EVP_MAC_init(context.get(), keyData, key.size(), parameters) == 1 &&
                  EVP_MAC_update(context.get(), head.data(), head.size()) == 1 &&
                  EVP_MAC_update(context.get(), tail.data(), tail.size()) == 1 &&
                  EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) == 1;
  SFU_ASSERT(ok && size == digest.size());  // OpenSSL fails here for want of memory only.
  return digest;
}

bool equalInConstantTime(Bytes a, Bytes b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sfu::crypto
