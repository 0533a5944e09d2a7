// Receiver report (RR).
#pragma once
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "rtcp/compound.h"
#include "rtcp/report_block.h"

namespace sfu::rtcp {

/// What a receiver says about the streams it gets. RFC 3550, section 6.4.2.
///
///  |                     SSRC of packet sender                     |
///  |                     report blocks (0 to 31)                   |
struct ReceiverReport {
  static constexpr uint8_t kPacketType = 201;

  Ssrc sender{0};
  std::vector<ReportBlock> blocks;

  static std::optional<ReceiverReport> parse(const Item& item);
  /// More than 31 blocks make several packets, one behind the other.
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
