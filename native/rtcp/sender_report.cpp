#include "rtcp/sender_report.h"

#include <algorithm>

#include "rtcp/header.h"
#include "rtcp/receiver_report.h"

namespace sfu::rtcp {
namespace {
constexpr size_t kSenderInfoSize = 24;
}

std::optional<SenderReport> SenderReport::parse(const Item& item) {
  ByteReader reader(item.body);
  SenderReport report;
  report.sender = Ssrc(reader.u32());
  report.ntp = {reader.u64()};
  report.rtpTimestamp = reader.u32();
  report.packetCount = reader.u32();
  report.octetCount = reader.u32();
  report.blocks = parseReportBlocks(reader, item.count);
  // A profile may have put more behind the blocks. RFC 3550, section 6.4.3.
  if (!reader.ok()) return std::nullopt;
  return report;
}

void SenderReport::write(ByteWriter& writer) const {
  const size_t count = std::min(blocks.size(), kMaxCount);
  writeHeader(writer, count, kPacketType, kSenderInfoSize + count * ReportBlock::kSize);
  writer.u32(sender.value());
  writer.u64(ntp.value);
  writer.u32(rtpTimestamp);
  writer.u32(packetCount);
  writer.u32(octetCount);
  writeReportBlocks(writer, std::span(blocks).first(count));
  if (count == blocks.size()) return;

  const auto rest = blocks.begin() + static_cast<std::ptrdiff_t>(count);
  ReceiverReport{.sender = sender, .blocks = {rest, blocks.end()}}.write(writer);
}

}  // namespace sfu::rtcp
