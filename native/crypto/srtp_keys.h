// What a DTLS handshake yields and SRTP needs.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace sfu::crypto {

/// Protection profiles as DTLS-SRTP negotiates them. RFC 5764, section 4.1.2; RFC 7714,
/// section 14.2.
enum class SrtpProfile : uint16_t {
  kAesCm128HmacSha1_80 = 0x0001,
  kAeadAes128Gcm = 0x0007,
  kAeadAes256Gcm = 0x0008,
};

constexpr size_t masterKeySize(SrtpProfile profile) {
  return profile == SrtpProfile::kAeadAes256Gcm ? 32 : 16;
}
constexpr size_t masterSaltSize(SrtpProfile profile) {
  return profile == SrtpProfile::kAesCm128HmacSha1_80 ? 14 : 12;
}

/// Master key and salt of one direction.
struct MasterKey {
  std::vector<uint8_t> key;
  std::vector<uint8_t> salt;
};

/// Master keys of both directions, seen from our side.
struct SrtpKeys {
  SrtpProfile profile = SrtpProfile::kAeadAes128Gcm;
  MasterKey local;   // protects what we send
  MasterKey remote;  // protects what we receive
};

}  // namespace sfu::crypto
