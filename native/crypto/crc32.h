// The check sum of STUN's FINGERPRINT.
#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace sfu::crypto {

namespace detail {

constexpr std::array<uint32_t, 256> makeCrc32Table() {
  constexpr uint32_t kReversedPolynomial = 0xedb88320;
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value & 1) != 0 ? (value >> 1) ^ kReversedPolynomial : value >> 1;
    }
    table[byte] = value;
  }
  return table;
}

inline constexpr std::array<uint32_t, 256> kCrc32Table = makeCrc32Table();

}  // namespace detail

/// CRC-32 of ITU V.42, the one that RFC 8489, section 14.7, asks for.
constexpr uint32_t crc32(Bytes data) {
  uint32_t value = 0xffffffff;
  for (const uint8_t byte : data) {
    value = (value >> 8) ^ detail::kCrc32Table[(value ^ byte) & 0xff];
  }
  return ~value;
}

}  // namespace sfu::crypto
