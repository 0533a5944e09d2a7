// OpenSSL knows how to make a compiler forget.
#include "crypto/wipe.h"

#include <openssl/crypto.h>

namespace sfu::crypto {

void wipe(MutableBytes secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
}

}  // namespace sfu::crypto
