// How the clocks of a publisher lie on our time line; what lip sync hangs on.
#pragma once
#include <cstdint>
#include <optional>

#include "base/time.h"
#include "streams/media_clock.h"

namespace sfu::streams {

/// The pair of clocks in a sender report. RFC 3550, section 6.4.1.
struct ReportedClock {
  NtpTime ntp;  // the publisher's
  uint32_t rtpTimestamp;
};

/// One known point of an RTP clock on our time line.
struct ClockMapping {
  Time at;
  uint32_t timestamp;

  /// The RTP timestamp of media that is captured at `time`.
  constexpr uint32_t timestampAt(Time time, uint32_t clockRate) const {
    return timestamp + ticksIn(time - at, clockRate);
  }
  /// The same point after a Rewriter added `offset` to all timestamps.
  ClockMapping shifted(uint32_t offset) const { return {at, timestamp + offset}; }
};

/// What is added to the timestamps of the stream `from` to get those of the stream `to` for
/// the same instants. Both are one publisher's, with one clock rate.
constexpr uint32_t timestampDistance(const ClockMapping& from, const ClockMapping& to,
                                     uint32_t clockRate) {
  return to.timestampAt(from.at, clockRate) - from.timestamp;
}

/// The NTP clock of one publisher, next to ours.
///
/// All streams of a publisher share this one object, and with it one constant
/// distance between the two clocks. So whatever the distance is, audio and
/// video are moved by the same amount, and stay in sync for every viewer. The
/// distance holds the delay of the first report; only differences matter.
///
/// The publisher's clock need not show the time of day, and may wrap. A publisher without a clock
/// says zero, which maps nothing (RFC 3550, section 6.4.1); neither does a report that contradicts
/// those before it.
class PublisherClock {
 public:
  /// A clock that is off by more than this was set anew…
  static constexpr Duration kMaxError = std::chrono::seconds(1);
  /// …if that many reports in a row say so; a single one was just late.
  static constexpr int kReportsToBelieve = 3;

  /// Call for each sender report of each of the publisher's streams. Yields where its clocks lie
  /// on our time line, if it says so in earnest.
  std::optional<ClockMapping> handleSenderReport(const ReportedClock& clock, Time now);

 private:
  struct Anchor {
    NtpTime ntp;
    Time at;
  };

  static Time toOurs(const Anchor& anchor, NtpTime ntp);

  std::optional<Anchor> anchor_;
  int deviations_ = 0;
};

}  // namespace sfu::streams
