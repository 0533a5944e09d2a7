#include "rtcp/report_block.h"

#include <algorithm>

namespace sfu::rtcp {
namespace {

constexpr int32_t kMaxLost = 0x7fffff;
constexpr int32_t kMinLost = -0x800000;

ReportBlock parseBlock(ByteReader& reader) {
  ReportBlock block;
  block.ssrc = Ssrc(reader.u32());
  block.fractionLost = reader.u8();
  // Shifted up and down again, so that the 24th bit becomes the sign.
  block.cumulativeLost = static_cast<int32_t>(reader.u24() << 8) >> 8;
  block.extendedHighestSequence = reader.u32();
  block.jitter = reader.u32();
  block.lastSenderReport = reader.u32();
  block.delaySinceLastSenderReport = reader.u32();
  return block;
}

}  // namespace

void ReportBlock::write(ByteWriter& writer) const {
  writer.u32(ssrc.value());
  writer.u8(fractionLost);
  writer.u24(static_cast<uint32_t>(std::clamp(cumulativeLost, kMinLost, kMaxLost)) & 0xffffff);
  writer.u32(extendedHighestSequence);
  writer.u32(jitter);
  writer.u32(lastSenderReport);
  writer.u32(delaySinceLastSenderReport);
}

std::vector<ReportBlock> parseReportBlocks(ByteReader& reader, size_t count) {
  std::vector<ReportBlock> blocks;
  blocks.reserve(count);
  for (size_t i = 0; i < count && reader.ok(); ++i) blocks.push_back(parseBlock(reader));
  return blocks;
}

void writeReportBlocks(ByteWriter& writer, std::span<const ReportBlock> blocks) {
  for (const ReportBlock& block : blocks) block.write(writer);
}

}  // namespace sfu::rtcp
