// Extended reports (XR): the two blocks that give a receiver a round-trip time.
#pragma once
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "base/time.h"
#include "rtcp/compound.h"

namespace sfu::rtcp {

/// Receiver reference time (RRTR) and the answer to it (DLRR). RFC 3611, sections 4.4 and 4.5.
/// Other blocks are skipped.
///
///  |                              SSRC                             |
///  |     BT=4      |   reserved    |       block length = 2        |  RRTR
///  |              NTP timestamp (64 bits)                          |
///  |     BT=5      |   reserved    |         block length          |  DLRR
///  |                 SSRC of receiver                              |  (repeated)
///  |                         last RR (LRR)                         |
///  |                   delay since last RR (DLRR)                  |
struct ExtendedReport {
  static constexpr uint8_t kPacketType = 207;

  struct Dlrr {
    Ssrc ssrc{0};
    uint32_t lastReceiverReport = 0;    // NtpTime::compact() of its RRTR
    uint32_t delaySinceLastReport = 0;  // in 1/65536 seconds
  };
  Ssrc sender{0};
  std::optional<NtpTime> receiverReferenceTime;
  std::vector<Dlrr> dlrr;

  static std::optional<ExtendedReport> parse(const Item& item);
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
