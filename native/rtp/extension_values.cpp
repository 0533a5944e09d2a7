#include "rtp/extension_values.h"

#include <algorithm>

namespace sfu::rtp {
namespace {

bool isLetterOrDigit(uint8_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isRidChar(uint8_t c) {
  return isLetterOrDigit(c) || c == '-' || c == '_';
}

// The characters of a token. RFC 4566, section 9.
bool isTokenChar(uint8_t c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`{|}~";
  return isLetterOrDigit(c) || kMarks.find(static_cast<char>(c)) != std::string_view::npos;
}

std::optional<std::string_view> textOfAll(Bytes value, bool (*isAllowed)(uint8_t)) {
  if (value.empty() || !std::all_of(value.begin(), value.end(), isAllowed)) return std::nullopt;
  return textOf(value);
}

}  // namespace

std::optional<uint8_t> audioLevel(Bytes value) {
  if (value.size() != 1) return std::nullopt;
  return static_cast<uint8_t>(value[0] & 0x7f);
}

std::optional<uint16_t> transportSequenceNumber(Bytes value) {
  if (value.size() != 2) return std::nullopt;
  return ByteReader(value).u16();
}

std::optional<std::string_view> midText(Bytes value) {
  return textOfAll(value, isTokenChar);
}

std::optional<std::string_view> ridText(Bytes value) {
  return textOfAll(value, isRidChar);
}

}  // namespace sfu::rtp
