// Sender report (SR).
#pragma once
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "base/time.h"
#include "rtcp/compound.h"
#include "rtcp/report_block.h"

namespace sfu::rtcp {

/// What a sender says about its stream, and about those it receives. RFC 3550, section 6.4.1.
///
///  |                         SSRC of sender                        |
///  |              NTP timestamp (64 bits)                          |
///  |                         RTP timestamp                         |
///  |                     sender's packet count                     |
///  |                      sender's octet count                     |
///  |                     report blocks (0 to 31)                   |
struct SenderReport {
  static constexpr uint8_t kPacketType = 200;

  Ssrc sender{0};
  NtpTime ntp;
  uint32_t rtpTimestamp = 0;
  uint32_t packetCount = 0;
  uint32_t octetCount = 0;  // payload only
  std::vector<ReportBlock> blocks;

  static std::optional<SenderReport> parse(const Item& item);
  /// More than 31 blocks go on in receiver reports behind it.
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
