// From a finished handshake to the keys of SRTP.
#pragma once
#include <openssl/ssl.h>

#include <optional>

#include "crypto/srtp_keys.h"

namespace sfu::dtls {

/// The SRTP master keys that both sides derive from the handshake. RFC 5764,
/// section 4.2. Nothing if no protection profile was agreed on.
std::optional<crypto::SrtpKeys> exportSrtpKeys(SSL& ssl);

}  // namespace sfu::dtls
