#include "rtcp/bye.h"

#include "rtcp/header.h"

namespace sfu::rtcp {

std::optional<Bye> Bye::parse(const Item& item) {
  ByteReader reader(item.body);
  Bye bye;
  for (size_t i = 0; i < item.count && reader.ok(); ++i) bye.ssrcs.emplace_back(reader.u32());
  if (reader.ok() && reader.remaining() > 0) bye.reason = textOf(reader.take(reader.u8()));
  if (!reader.ok()) return std::nullopt;
  return bye;
}

void Bye::write(ByteWriter& writer) const {
  const std::string_view text = std::string_view(reason).substr(0, 255);
  const size_t textSize = text.empty() ? 0 : (1 + text.size() + 3) / 4 * 4;
  writeHeader(writer, ssrcs.size(), kPacketType, 4 * ssrcs.size() + textSize);
  for (const Ssrc ssrc : ssrcs) writer.u32(ssrc.value());
  if (text.empty()) return;
  writer.u8(static_cast<uint8_t>(text.size()));
  writer.bytes(bytesOf(text));
  writer.zeros(textSize - 1 - text.size());
}

}  // namespace sfu::rtcp
