#include "rtcp/fir.h"

#include "rtcp/header.h"

namespace sfu::rtcp {
namespace {
constexpr size_t kEntrySize = 8;
}

std::optional<Fir> Fir::parse(const Item& item) {
  ByteReader reader(item.body);
  Fir fir{.sender = Ssrc(reader.u32()), .entries = {}};
  reader.u32();
  if (!reader.ok() || reader.remaining() == 0 || reader.remaining() % kEntrySize != 0) {
    return std::nullopt;
  }
  while (reader.remaining() > 0) {
    fir.entries.push_back({.ssrc = Ssrc(reader.u32()), .sequence = reader.u8()});
    reader.take(3);
  }
  return fir;
}

void Fir::write(ByteWriter& writer) const {
  writeHeader(writer, kFormat, kPacketType, 8 + kEntrySize * entries.size());
  writer.u32(sender.value());
  writer.u32(0);
  for (const Entry& entry : entries) {
    writer.u32(entry.ssrc.value());
    writer.u8(entry.sequence);
    writer.zeros(3);
  }
}

}  // namespace sfu::rtcp
