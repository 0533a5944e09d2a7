// Transport-wide congestion control feedback.
#pragma once
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "rtcp/compound.h"

namespace sfu::rtcp {

/// When each packet of one transport arrived.
/// draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1.
///
///  |                     SSRC of packet sender                     |
///  |                      SSRC of media source                     |
///  |      base sequence number     |      packet status count      |
///  |                 reference time                | fb pkt. count |
///  |          packet chunk         |         packet chunk  …       |
///  |  recv delta   |  recv delta   |  …            | zero padding  |
///
/// Packet i has the transport-wide sequence number baseSequence + i. Chunks and delta
/// sizes stay inside the .cpp.
struct TransportFeedback {
  static constexpr uint8_t kPacketType = 205;
  static constexpr uint8_t kFormat = 15;
  /// Of `deltas`: beyond half the circle of sequence numbers a status would be ambiguous.
  static constexpr size_t kMaxStatusCount = 0x8000;

  Ssrc sender{0};
  Ssrc media{0};
  uint16_t baseSequence = 0;
  int32_t referenceTime = 0;  // signed 24 bits, in units of 64 ms
  uint8_t feedbackCount = 0;
  /// One per packet: nothing if it was not received, else the time since the packet received
  /// before it (the first one: since referenceTime), in units of 250 us. Not empty.
  std::vector<std::optional<int16_t>> deltas;

  static std::optional<TransportFeedback> parse(const Item& item);
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
