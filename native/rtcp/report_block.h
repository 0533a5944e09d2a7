// A reception report block, as sender and receiver reports carry them.
#pragma once
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/strong_int.h"

namespace sfu::rtcp {

/// What one receiver says about one stream. RFC 3550, section 6.4.1.
///
///  |                             SSRC                              |
///  | fraction lost |       cumulative number of packets lost       |
///  |           extended highest sequence number received           |
///  |                      interarrival jitter                      |
///  |                         last SR (LSR)                         |
///  |                   delay since last SR (DLSR)                  |
struct ReportBlock {
  static constexpr size_t kSize = 24;

  Ssrc ssrc{0};
  uint8_t fractionLost = 0;    // of 256
  int32_t cumulativeLost = 0;  // 24 bits; negative when duplicates outnumber losses
  uint32_t extendedHighestSequence = 0;
  uint32_t jitter = 0;                      // in units of the RTP clock
  uint32_t lastSenderReport = 0;            // NtpTime::compact() of the report, 0 if none came
  uint32_t delaySinceLastSenderReport = 0;  // in 1/65536 seconds

  void write(ByteWriter& writer) const;
};

/// Reads `count` blocks; fails the reader if they are not there.
std::vector<ReportBlock> parseReportBlocks(ByteReader& reader, size_t count);
void writeReportBlocks(ByteWriter& writer, std::span<const ReportBlock> blocks);

}  // namespace sfu::rtcp
