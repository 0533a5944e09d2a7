// What we tell publishers about the arrival of their packets.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "base/time.h"
#include "base/units.h"
#include "rtcp/transport_feedback.h"

namespace sfu::bwe {

/// Records when each packet of one transport arrived, and reports it as
/// transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).
/// What bitrate follows from it is the publisher's business.
///
/// Arrivals are kept for a while after they were reported: if a packet comes
/// late, the next feedback goes back to it, and what lies between is reported
/// once more instead of as lost.
class FeedbackRecorder {
 public:
  static constexpr Duration kMinInterval = std::chrono::milliseconds(50);
  static constexpr Duration kDefaultInterval = std::chrono::milliseconds(100);
  static constexpr Duration kMaxInterval = std::chrono::milliseconds(250);
  /// How long a reported arrival is kept, and so how late a packet may come.
  static constexpr Duration kKeepReported = std::chrono::milliseconds(500);
  /// More numbers than this in a row were not lost, but jumped over: not reported.
  static constexpr int64_t kMaxGap = 1000;
  static constexpr size_t kMaxFeedbackSize = 1100;
  static constexpr size_t kMaxArrivals = 8192;

  /// A packet with a transport-wide sequence number; any packet, also padding and RTX.
  void handlePacket(uint16_t transportSequence, Time now);
  /// How much the publisher sends now: feedback should take no more than 5 % of it.
  void setReceivedBitrate(Bitrate bitrate);

  /// The next feedback, once it is due; call again until there is nothing. The
  /// caller sets both SSRCs.
  std::optional<rtcp::TransportFeedback> takeFeedback(Time now);
  /// kNever while no packets arrive.
  Time nextTimeout() const { return dueAt_; }

  /// How many arrivals are kept.
  size_t size() const { return arrivals_.size(); }

 private:
  struct Arrival {
    int64_t sequence;
    Time at;
  };

  bool insert(const Arrival& arrival);
  rtcp::TransportFeedback makeFeedback(size_t from);
  size_t firstUnreported() const;
  void dropReported(Time now);
  void drop(size_t count);

  std::vector<Arrival> arrivals_;  // by number
  SequenceUnwrapper unwrapper_;
  int64_t nextToReport_ = 0;
  int64_t droppedThrough_ = -1;  // nothing up to here is known any more
  uint8_t feedbackCount_ = 0;
  Duration interval_ = kDefaultInterval;
  Time dueAt_ = kNever;
  Time lastFeedbackAt_ = Time::min();
};

}  // namespace sfu::bwe
