// What the tests of rtcp/ share: one report to bytes and back.
#pragma once
#include <array>
#include <string>

#include "rtcp/compound.h"
#include "rtcp/report_block.h"
#include "test/rtp/rtp_kit.h"

namespace sfu::test {

template <class Report>
ByteVector written(const Report& report) {
  ByteVector buffer(1 << 18);
  ByteWriter writer(buffer);
  report.write(writer);
  REQUIRE(writer.ok());
  return vectorOf(writer.written());
}

/// The only packet of `compound`. Its body lies in `compound`.
inline rtcp::Item itemOf(Bytes compound) {
  rtcp::CompoundReader reader(compound);
  const auto item = reader.next();
  REQUIRE(item);
  CHECK_FALSE(reader.next());
  CHECK(reader.ok());
  return *item;
}

template <class Report>
Report parsed(Bytes compound) {
  const rtcp::Item item = itemOf(compound);
  CHECK(item.packetType == Report::kPacketType);
  if constexpr (requires { Report::kFormat; }) CHECK(item.count == Report::kFormat);
  const auto report = Report::parse(item);
  REQUIRE(report);
  return *report;
}

/// For what parses without looking at the common header: `count` is the item's.
template <class Report>
bool parses(uint8_t count, Bytes body) {
  const ByteVector own = vectorOf(body);  // memory of its own size, for the sanitizer
  return Report::parse({Report::kPacketType, count, own}).has_value();
}

/// How many of the beginnings of the body of `compound` are taken, the whole not counted.
template <class Report>
size_t truncationsTaken(Bytes compound) {
  const rtcp::Item item = itemOf(compound);
  size_t taken = 0;
  for (const auto& truncated : truncationsOf(item.body)) {
    if (parses<Report>(item.count, truncated)) ++taken;
  }
  return taken;
}

/// A report block with a different value in each field.
inline rtcp::ReportBlock reportBlock(uint32_t ssrc, int32_t lost = -3) {
  return {.ssrc = Ssrc(ssrc),
          .fractionLost = 12,
          .cumulativeLost = lost,
          .extendedHighestSequence = 0x0001435c,
          .jitter = 87,
          .lastSenderReport = 0x5c1e8a01,
          .delaySinceLastSenderReport = 0x00018000};
}

inline bool equal(const rtcp::ReportBlock& a, const rtcp::ReportBlock& b) {
  return a.ssrc == b.ssrc && a.fractionLost == b.fractionLost &&
         a.cumulativeLost == b.cumulativeLost &&
         a.extendedHighestSequence == b.extendedHighestSequence && a.jitter == b.jitter &&
         a.lastSenderReport == b.lastSenderReport &&
         a.delaySinceLastSenderReport == b.delaySinceLastSenderReport;
}

}  // namespace sfu::test
