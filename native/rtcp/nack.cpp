#include "rtcp/nack.h"

#include "rtcp/header.h"

namespace sfu::rtcp {
namespace {

/// How many of `lost`, from `first` on, one PID and its bitmap name.
size_t packedCount(const std::vector<SequenceNumber>& lost, size_t first) {
  size_t end = first + 1;
  for (; end < lost.size(); ++end) {
    const auto distance = static_cast<uint16_t>(lost[end].value() - lost[first].value());
    if (distance == 0 || distance > 16) break;
  }
  return end - first;
}

uint16_t bitmapOf(const std::vector<SequenceNumber>& lost, size_t first, size_t count) {
  uint16_t bits = 0;
  for (size_t i = first + 1; i < first + count; ++i) {
    const auto distance = static_cast<uint16_t>(lost[i].value() - lost[first].value());
    bits = static_cast<uint16_t>(bits | 1u << (distance - 1));
  }
  return bits;
}

}  // namespace

std::optional<Nack> Nack::parse(const Item& item) {
  ByteReader reader(item.body);
  Nack nack{.sender = Ssrc(reader.u32()), .media = Ssrc(reader.u32()), .lost = {}};
  if (!reader.ok() || reader.remaining() == 0 || reader.remaining() % 4 != 0) return std::nullopt;

  while (reader.remaining() > 0) {
    SequenceNumber at(reader.u16());
    nack.lost.push_back(at);
    for (uint16_t bits = reader.u16(); bits != 0; bits = static_cast<uint16_t>(bits >> 1)) {
      at = at.next();
      if (bits & 1) nack.lost.push_back(at);
    }
  }
  return nack;
}

void Nack::write(ByteWriter& writer) const {
  size_t fields = 0;
  for (size_t i = 0; i < lost.size(); i += packedCount(lost, i)) ++fields;
  writeHeader(writer, kFormat, kPacketType, 8 + 4 * fields);
  writer.u32(sender.value());
  writer.u32(media.value());
  for (size_t i = 0, count = 0; i < lost.size(); i += count) {
    count = packedCount(lost, i);
    writer.u16(lost[i].value());
    writer.u16(bitmapOf(lost, i, count));
  }
}

}  // namespace sfu::rtcp
