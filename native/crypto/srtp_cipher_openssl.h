// The portable back end of the batch cipher.
#pragma once
#include <memory>

#include "crypto/srtp_cipher.h"

namespace sfu::crypto {

/// Seals one packet after the other with OpenSSL. Works everywhere.
std::unique_ptr<SrtpCipher> makeOpenSslSrtpCipher();

}  // namespace sfu::crypto
