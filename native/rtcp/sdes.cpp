#include "rtcp/sdes.h"

#include "rtcp/header.h"

namespace sfu::rtcp {
namespace {

constexpr uint8_t kEnd = 0;
constexpr uint8_t kCname = 1;
constexpr size_t kMaxTextSize = 255;

/// An item list ends with a zero byte and is padded with more, up to the next word.
/// RFC 3550, section 6.5.
std::optional<Sdes::Chunk> parseChunk(ByteReader& reader) {
  const size_t startsAt = reader.remaining();
  Sdes::Chunk chunk;
  chunk.ssrc = Ssrc(reader.u32());
  for (uint8_t type = reader.u8(); type != kEnd && reader.ok(); type = reader.u8()) {
    const Bytes text = reader.take(reader.u8());
    if (type == kCname) chunk.cname = textOf(text);
  }
  const size_t size = startsAt - reader.remaining();
  reader.take((4 - size % 4) % 4);
  if (!reader.ok()) return std::nullopt;
  return chunk;
}

std::string_view writtenPart(const std::string& cname) {
  return std::string_view(cname).substr(0, kMaxTextSize);
}

size_t sizeOf(const Sdes::Chunk& chunk) {
  const size_t items = 2 + writtenPart(chunk.cname).size() + 1;
  return 4 + (items + 3) / 4 * 4;
}

void writeChunk(ByteWriter& writer, const Sdes::Chunk& chunk) {
  const std::string_view cname = writtenPart(chunk.cname);
  writer.u32(chunk.ssrc.value());
  writer.u8(kCname);
  writer.u8(static_cast<uint8_t>(cname.size()));
  writer.bytes(bytesOf(cname));
  writer.zeros(sizeOf(chunk) - 4 - 2 - cname.size());
}

}  // namespace

std::optional<Sdes> Sdes::parse(const Item& item) {
  ByteReader reader(item.body);
  Sdes sdes;
  for (size_t i = 0; i < item.count; ++i) {
    auto chunk = parseChunk(reader);
    if (!chunk) return std::nullopt;
    sdes.chunks.push_back(std::move(*chunk));
  }
  return sdes;
}

void Sdes::write(ByteWriter& writer) const {
  size_t size = 0;
  for (const Chunk& chunk : chunks) size += sizeOf(chunk);
  writeHeader(writer, chunks.size(), kPacketType, size);
  for (const Chunk& chunk : chunks) writeChunk(writer, chunk);
}

}  // namespace sfu::rtcp
