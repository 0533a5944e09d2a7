// What the tests of rtp/, rtcp/ and codecs/ share: bytes as text, bytes from test/vectors.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "rtp/rtp_packet_view.h"
#include "test/kit/check.h"

namespace sfu::test {

using ByteVector = std::vector<uint8_t>;

/// "80 6f 12" → bytes; white space is for the reader.
inline ByteVector hex(std::string_view text) {
  ByteVector bytes;
  std::string digits;
  for (const char c : text) {
    if (c == ' ' || c == '\n') continue;
    digits.push_back(c);
    if (digits.size() < 2) continue;
    bytes.push_back(static_cast<uint8_t>(std::strtoul(digits.c_str(), nullptr, 16)));
    digits.clear();
  }
  return bytes;
}

inline ByteVector vectorOf(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}
/// For a comparison that doctest is able to print.
inline ByteVector valueOf(std::optional<Bytes> bytes) {
  REQUIRE(bytes.has_value());
  return vectorOf(*bytes);
}

/// Each shorter beginning of `bytes`, in memory of its own size: a sanitizer sees a read past it.
inline std::vector<ByteVector> truncationsOf(Bytes bytes) {
  std::vector<ByteVector> truncations;
  for (size_t size = 0; size < bytes.size(); ++size) {
    truncations.push_back(vectorOf(bytes.first(size)));
  }
  return truncations;
}

struct Vector {
  std::string name;
  bool isBroken = false;
  ByteVector bytes;
};

/// The files of test/vectors/`folder`; the tests run in the root of the repository.
inline std::vector<Vector> vectorsIn(const std::string& folder) {
  std::vector<Vector> vectors;
  for (const auto& entry : std::filesystem::directory_iterator("test/vectors/" + folder)) {
    if (entry.path().extension() != ".bin") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string name = entry.path().stem().string();
    vectors.push_back(
        {name, name.ends_with("-broken"), ByteVector(std::istreambuf_iterator<char>(file), {})});
  }
  return vectors;
}

inline ByteVector readVector(const std::string& folder, const std::string& name) {
  for (Vector& vector : vectorsIn(folder)) {
    if (vector.name == name) return std::move(vector.bytes);
  }
  FAIL("no vector " << name);
  return {};
}

}  // namespace sfu::test
