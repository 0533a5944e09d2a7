// From the master keys of a handshake to the keys that one stream direction is sealed with.
#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/srtp_keys.h"

namespace sfu::crypto {

/// What a derived key is for. RFC 3711, section 4.3.2.
enum class SrtpKeyLabel : uint8_t {
  kRtpEncryption = 0x00,
  kRtpAuthentication = 0x01,
  kRtpSalt = 0x02,
};

/// Fills `out` with the key of one label. RFC 3711, section 4.3.3; for 32-byte
/// master keys RFC 6188, section 3; for 12-byte salts RFC 7714, section 11.
///
/// The key derivation rate is zero, as DTLS-SRTP has it (RFC 5764, section 4.1.2).
/// False if the sizes of key and salt are not those of any profile.
bool deriveSrtpKey(const MasterKey& master, SrtpKeyLabel label, MutableBytes out);

/// Session keys for the RTP of one direction. SRTCP has keys of its own, which
/// libsrtp derives for itself. Wipes itself when it goes.
struct SrtpSessionKeys {
  SrtpProfile profile = SrtpProfile::kAeadAes128Gcm;
  std::array<uint8_t, 32> encryption{};      // masterKeySize(profile) bytes count
  std::array<uint8_t, 20> authentication{};  // kAesCm128HmacSha1_80 only
  std::array<uint8_t, 14> salt{};            // masterSaltSize(profile) bytes count

  SrtpSessionKeys() = default;
  SrtpSessionKeys(const SrtpSessionKeys&) = default;
  SrtpSessionKeys& operator=(const SrtpSessionKeys&) = default;
  ~SrtpSessionKeys();
};

/// Refuses a master key whose sizes are not those of `profile`.
Result<SrtpSessionKeys> deriveSrtpSessionKeys(SrtpProfile profile, const MasterKey& master);

}  // namespace sfu::crypto
