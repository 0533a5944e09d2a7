// How much may be sent again to one viewer of one stream.
#pragma once
#include <cstddef>
#include <cstdint>

#include "base/time.h"
#include "base/units.h"

namespace sfu::streams {

/// A bucket of bytes: what is sent for the first time fills it by half, what is sent again
/// empties it. So repairs stay below half of the stream's rate whatever the viewer asks for
/// (RFC 4588, section 7; RFC 8083), while a burst of losses is still repaired at once.
///
/// A link that loses most of what is sent is full, and repairs would only make it fuller: their
/// share falls with the losses that the viewer reports.
///
/// A small constant flow is for streams so slow that half of their rate is not one packet.
class RetransmissionBudget {
 public:
  /// What headers of IP, UDP, RTP and SRTP add to a payload: tiny packets cost as well.
  static constexpr int64_t kPacketOverhead = 60;
  static constexpr Bitrate kFloor = Bitrate::bps(16'000);
  /// The bucket of a slow stream, and of each one when it begins.
  static constexpr int64_t kMinCapacity = 16'000;
  /// The bucket of any other holds what the stream sends in this time.
  static constexpr int kShare = 50;       // percent; up to kBearable of loss
  static constexpr int kLeastShare = 10;  // from kHopeless on
  static constexpr double kBearable = 0.3;
  static constexpr double kHopeless = 0.6;
  static constexpr Duration kCapacity = std::chrono::milliseconds(500);

  /// A packet left for the first time.
  void handleSent(size_t payloadSize) { bytes_ += cost(payloadSize) * sharePercent_ / 100; }
  /// A packet that never left has its place in the stream: the viewer will have to ask for it.
  void handlePromised(size_t payloadSize) { promisedBytes_ += cost(payloadSize); }
  /// The viewer reports that it lost this much, from 0 to 1.
  void setLoss(double loss);
  /// Whether a packet may be sent again now; if so, it counts. `rate` is the stream's.
  bool take(size_t payloadSize, Bitrate rate, Time now);

 private:
  static int64_t cost(size_t payloadSize) {
    return static_cast<int64_t>(payloadSize) + kPacketOverhead;
  }
  void refill(Bitrate rate, Time now);

  int64_t bytes_ = kMinCapacity;
  int64_t promisedBytes_ = 0;
  int sharePercent_ = kShare;
  Time refilledAt_{};
};

}  // namespace sfu::streams
