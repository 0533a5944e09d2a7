#include "rtcp/pli.h"

#include "rtcp/header.h"

namespace sfu::rtcp {

std::optional<Pli> Pli::parse(const Item& item) {
  ByteReader reader(item.body);
  const Pli pli{.sender = Ssrc(reader.u32()), .media = Ssrc(reader.u32())};
  if (!reader.ok()) return std::nullopt;
  return pli;
}

void Pli::write(ByteWriter& writer) const {
  writeHeader(writer, kFormat, kPacketType, 8);
  writer.u32(sender.value());
  writer.u32(media.value());
}

}  // namespace sfu::rtcp
