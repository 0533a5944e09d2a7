// The fast back end of the batch cipher, where the library and the CPU have it.
#pragma once
#include <memory>

#include "crypto/srtp_cipher.h"

namespace sfu::crypto {

/// Seals with intel-ipsec-mb: vector AES and carry-less multiplication for
/// AEAD, up to sixteen HMACs side by side for AES-CM.
///
/// Null if this build has no intel-ipsec-mb, or if the CPU has no AES instructions.
std::unique_ptr<SrtpCipher> makeIpsecMbSrtpCipher();

}  // namespace sfu::crypto
