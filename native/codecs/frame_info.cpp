#include "codecs/frame_info.h"

#include <algorithm>
#include <array>

namespace sfu::codecs {
namespace {

struct Name {
  std::string_view mediaType;  // in lower case
  Codec codec;
};

constexpr std::array<Name, 6> kNames{{{"audio/opus", Codec::kOpus},
                                      {"video/vp8", Codec::kVp8},
                                      {"video/vp9", Codec::kVp9},
                                      {"video/h264", Codec::kH264},
                                      {"video/h265", Codec::kH265},
                                      {"video/av1", Codec::kAv1}}};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equalsLower(std::string_view text, std::string_view lowerText) {
  return std::equal(text.begin(), text.end(), lowerText.begin(), lowerText.end(),
                    [](char a, char b) { return lower(a) == b; });
}

}  // namespace

Codec codecByName(std::string_view mediaType) {
  for (const Name& name : kNames) {
    if (equalsLower(mediaType, name.mediaType)) return name.codec;
  }
  return Codec::kOther;
}

}  // namespace sfu::codecs
