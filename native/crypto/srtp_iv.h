// The initialization vectors of SRTP, one packet at a time.
#pragma once
#include <array>
#include <cstdint>

namespace sfu::crypto {

namespace srtp_iv_detail {
/// XORs the low `count` bytes of `value` into `at`, the most significant first.
inline void mix(uint8_t* at, uint64_t value, int count) {
  for (int i = 0; i < count; ++i) {
    at[i] = static_cast<uint8_t>(at[i] ^ (value >> (8 * (count - 1 - i))));
  }
}
}  // namespace srtp_iv_detail

/// The nonce of AEAD: salt ⊕ (two zeros, SSRC, roll-over counter, sequence
/// number). RFC 7714, section 8.1. Twelve bytes.
inline void writeAeadIv(const std::array<uint8_t, 14>& salt, uint32_t ssrc, uint64_t index,
                        uint8_t* iv) {
  for (size_t i = 0; i < 12; ++i) iv[i] = salt[i];
  srtp_iv_detail::mix(iv + 2, ssrc, 4);
  srtp_iv_detail::mix(iv + 6, index, 6);
}

/// The first counter block of AES-CM: salt · 2¹⁶ ⊕ SSRC · 2⁶⁴ ⊕ index · 2¹⁶.
/// RFC 3711, section 4.1.1. Sixteen bytes.
inline void writeCounterIv(const std::array<uint8_t, 14>& salt, uint32_t ssrc, uint64_t index,
                           uint8_t* iv) {
  for (size_t i = 0; i < 14; ++i) iv[i] = salt[i];
  iv[14] = iv[15] = 0;
  srtp_iv_detail::mix(iv + 4, ssrc, 4);
  srtp_iv_detail::mix(iv + 8, index, 6);
}

/// The roll-over counter as AES-CM profiles authenticate it after the packet.
/// RFC 3711, section 4.2. Four bytes.
inline void writeRolloverCounter(uint64_t index, uint8_t* out) {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<uint8_t>(index >> (40 - 8 * i));
}

}  // namespace sfu::crypto
