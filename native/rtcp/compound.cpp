#include "rtcp/compound.h"

#include "rtcp/header.h"

namespace sfu::rtcp {

std::optional<Item> CompoundReader::fail() {
  ok_ = false;
  rest_ = {};
  return std::nullopt;
}

std::optional<Item> CompoundReader::next() {
  if (rest_.empty()) return std::nullopt;
  if (rest_.size() < kHeaderSize || rest_[0] >> 6 != 2) return fail();

  const size_t size = 4 * (size_t{1} + ((size_t{rest_[2]} << 8) | rest_[3]));
  if (size > rest_.size()) return fail();
  Item item{.packetType = rest_[1],
            .count = static_cast<uint8_t>(rest_[0] & 0x1f),
            .body = rest_.subspan(kHeaderSize, size - kHeaderSize)};

  // The last byte counts the padding, itself included. RFC 3550, section 6.4.1, wants whole words
  // of it, and in the last packet only.
  // libwebrtc pads transport-wide feedback by one to three bytes: taken, wherever it stands.
  if ((rest_[0] & 0x20) != 0) {
    const size_t padding = item.body.empty() ? 0 : item.body.back();
    if (padding == 0 || padding > item.body.size()) return fail();
    item.body = item.body.first(item.body.size() - padding);
  }
  rest_ = rest_.subspan(size);
  return item;
}

}  // namespace sfu::rtcp
