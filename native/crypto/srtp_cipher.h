// What the back ends of the batch cipher have in common: packets in, SRTP packets out.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "crypto/srtp_kdf.h"
#include "crypto/srtp_keys.h"

namespace sfu::crypto {

/// Size of the tag that follows the payload. RFC 3711, section 5.2; RFC 7714, section 13.
constexpr size_t srtpTagSize(SrtpProfile profile) {
  return profile == SrtpProfile::kAesCm128HmacSha1_80 ? 10 : 16;
}

/// Session keys as one back end likes them: expanded, hashed, with contexts.
/// Made by SrtpCipher::prepare(), of use only to the back end that made it.
class SrtpCipherKey {
 public:
  explicit SrtpCipherKey(const SrtpSessionKeys& keys) : profile_(keys.profile), salt_(keys.salt) {}
  virtual ~SrtpCipherKey();
  SrtpCipherKey(const SrtpCipherKey&) = delete;
  SrtpCipherKey& operator=(const SrtpCipherKey&) = delete;

  SrtpProfile profile() const { return profile_; }
  const std::array<uint8_t, 14>& salt() const { return salt_; }

 private:
  SrtpProfile profile_;
  std::array<uint8_t, 14> salt_;
};

/// One packet to seal.
struct SealJob {
  SrtpCipherKey* key;
  const uint8_t* header;   // authenticated, not encrypted
  const uint8_t* payload;  // encrypted; may be shared, must not overlap `out`
  uint8_t* out;            // header, ciphertext and tag are written here
  uint64_t index;          // packet index, 48 bits: roll-over counter, then sequence number
  uint32_t ssrc;
  uint16_t headerSize;
  uint16_t payloadSize;
};

/// Seals packets into SRTP, a batch a call. RFC 3711, section 3.3; RFC 7714, section 9.
///
/// Knows keys, not streams: packet indexes are the caller's business, and so is
/// that none is used twice. The call is virtual per batch, never per packet.
class SrtpCipher {
 public:
  /// More packets than this a call bring no more speed; fewer are fine.
  static constexpr size_t kMaxBatch = 64;

  virtual ~SrtpCipher() = default;
  virtual std::string_view name() const = 0;
  virtual std::unique_ptr<SrtpCipherKey> prepare(const SrtpSessionKeys& keys) = 0;
  /// At most kMaxBatch jobs. Allocates nothing.
  virtual void seal(std::span<const SealJob> jobs) = 0;
};

}  // namespace sfu::crypto
