#include "rtcp/receiver_report.h"

#include <algorithm>

#include "rtcp/header.h"

namespace sfu::rtcp {

std::optional<ReceiverReport> ReceiverReport::parse(const Item& item) {
  ByteReader reader(item.body);
  ReceiverReport report;
  report.sender = Ssrc(reader.u32());
  report.blocks = parseReportBlocks(reader, item.count);
  // A profile may have put more behind the blocks. RFC 3550, section 6.4.3.
  if (!reader.ok()) return std::nullopt;
  return report;
}

void ReceiverReport::write(ByteWriter& writer) const {
  std::span<const ReportBlock> rest(blocks);
  // Without a block too, a report is due: it opens a compound packet.
  do {
    const auto part = rest.first(std::min(rest.size(), kMaxCount));
    writeHeader(writer, part.size(), kPacketType, 4 + part.size() * ReportBlock::kSize);
    writer.u32(sender.value());
    writeReportBlocks(writer, part);
    rest = rest.subspan(part.size());
  } while (!rest.empty());
}

}  // namespace sfu::rtcp
