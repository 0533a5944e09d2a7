#include "base/random.h"

#include <array>

namespace sfu {

uint32_t Random::u32() {
  std::array<uint8_t, 4> bytes{};
  fill(bytes);
  return ByteReader(bytes).u32();
}

uint32_t Random::below(uint32_t bound) {
  // Values of the last, incomplete turn are drawn again, so that none is likelier.
  const uint32_t limit = UINT32_MAX - UINT32_MAX % bound;
  uint32_t value = u32();
  while (value >= limit) value = u32();
  return value % bound;
}

std::string Random::text(size_t size) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string result(size, ' ');
  for (char& letter : result) letter = kAlphabet[below(kAlphabet.size())];
  return result;
}

void SeededRandom::fill(MutableBytes bytes) {
  // SplitMix64.
  for (uint8_t& byte : bytes) {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    byte = static_cast<uint8_t>(mixed >> 56);
  }
}

}  // namespace sfu
