#include "rtcp/extended_report.h"

#include "rtcp/header.h"

namespace sfu::rtcp {
namespace {

constexpr uint8_t kReferenceTimeBlock = 4;
constexpr uint8_t kDlrrBlock = 5;
constexpr size_t kBlockHeaderSize = 4;
constexpr size_t kReferenceTimeSize = 8;
constexpr size_t kDlrrSize = 12;

/// False if the block's length does not go with its type.
bool parseBlock(uint8_t type, Bytes block, ExtendedReport& report) {
  ByteReader reader(block);
  if (type == kReferenceTimeBlock) {
    if (block.size() != kReferenceTimeSize) return false;
    report.receiverReferenceTime = NtpTime{reader.u64()};
  }
  if (type == kDlrrBlock) {
    if (block.size() % kDlrrSize != 0) return false;
    while (reader.remaining() > 0) {
      report.dlrr.push_back({.ssrc = Ssrc(reader.u32()),
                             .lastReceiverReport = reader.u32(),
                             .delaySinceLastReport = reader.u32()});
    }
  }
  return true;
}

void writeBlockHeader(ByteWriter& writer, uint8_t type, size_t size) {
  writer.u8(type);
  writer.u8(0);
  writer.u16(static_cast<uint16_t>(size / 4));
}

}  // namespace

std::optional<ExtendedReport> ExtendedReport::parse(const Item& item) {
  ByteReader reader(item.body);
  ExtendedReport report;
  report.sender = Ssrc(reader.u32());
  while (reader.ok() && reader.remaining() > 0) {
    const uint8_t type = reader.u8();
    reader.u8();
    const Bytes block = reader.take(4 * size_t{reader.u16()});
    if (reader.ok() && !parseBlock(type, block, report)) return std::nullopt;
  }
  if (!reader.ok()) return std::nullopt;
  return report;
}

void ExtendedReport::write(ByteWriter& writer) const {
  const size_t dlrrSize = kDlrrSize * dlrr.size();
  size_t size = 4;
  if (receiverReferenceTime) size += kBlockHeaderSize + kReferenceTimeSize;
  if (!dlrr.empty()) size += kBlockHeaderSize + dlrrSize;

  writeHeader(writer, 0, kPacketType, size);
  writer.u32(sender.value());
  if (receiverReferenceTime) {
    writeBlockHeader(writer, kReferenceTimeBlock, kReferenceTimeSize);
    writer.u64(receiverReferenceTime->value);
  }
  if (dlrr.empty()) return;
  writeBlockHeader(writer, kDlrrBlock, dlrrSize);
  for (const Dlrr& block : dlrr) {
    writer.u32(block.ssrc.value());
    writer.u32(block.lastReceiverReport);
    writer.u32(block.delaySinceLastReport);
  }
}

}  // namespace sfu::rtcp
