// Loss and jitter of one received stream, as its sender wants them reported.
#pragma once
#include <cstdint>

#include "base/time.h"
#include "rtcp/report_block.h"

namespace sfu::streams {

/// The statistics of RFC 3550, appendices A.3 and A.8.
///
/// Retransmissions (RFC 4588) are not counted in: they tell nothing about the
/// path of the original stream, and the sender wants to know what got lost.
class ReceptionStats {
 public:
  explicit ReceptionStats(uint32_t clockRate) : clockRate_(clockRate) {}

  /// A packet that is no duplicate.
  void handlePacket(int64_t extendedSequence, uint32_t timestamp, Time now);
  /// A packet that came as a retransmission. It does show that numbers as high exist.
  void handleRecovered(int64_t extendedSequence);
  /// The sender restarted. What lies between the newest number and
  /// `extendedSequence`, which comes next, is not lost.
  void restart(int64_t extendedSequence);

  /// Fills in what is known here; starts the interval of fractionLost anew.
  void takeInto(rtcp::ReportBlock& block);

  int64_t packetsLost() const { return expected() - received_; }
  uint8_t fractionLost() const { return fractionLost_; }
  Duration jitter() const;

 private:
  int64_t expected() const { return highest_ < 0 ? 0 : highest_ - first_ + 1; }
  void extendTo(int64_t extendedSequence);
  void updateJitter(uint32_t timestamp, Time now);

  uint32_t clockRate_;
  int64_t first_ = 0;
  int64_t highest_ = -1;
  int64_t received_ = 0;
  int64_t expectedBefore_ = 0;
  int64_t receivedBefore_ = 0;
  uint8_t fractionLost_ = 0;  // of the last interval

  bool hasTransit_ = false;
  uint32_t transit_ = 0;
  uint32_t jitter16_ = 0;  // sixteen times the jitter
};

}  // namespace sfu::streams
