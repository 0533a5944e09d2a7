// The one thing that all keys of the batch cipher do: wipe their salt.
#include "crypto/srtp_cipher.h"

#include "crypto/wipe.h"

namespace sfu::crypto {

SrtpCipherKey::~SrtpCipherKey() {
  wipe(salt_);
}

}  // namespace sfu::crypto
