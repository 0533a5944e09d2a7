// One outgoing SSRC: what was sent, and what its viewer says about it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/strong_int.h"
#include "base/time.h"
#include "base/units.h"
#include "rtcp/report_block.h"
#include "rtcp/sender_report.h"
#include "streams/publisher_clock.h"
#include "streams/rate_counter.h"
#include "streams/retransmission_budget.h"

namespace sfu::streams {

/// The counters of a SendStream.
struct SendStatistics {
  uint64_t packets = 0;  // without those of the RTX stream
  uint64_t bytes = 0;    // their payload
  uint64_t frames = 0;
  Bitrate bitrate;  // of the last second, with repairs
  uint64_t packetsResent = 0;
  uint64_t bytesResent = 0;
  uint64_t headerBytes = 0;  // of all packets, repairs included
  uint64_t nackCount = 0;
  uint64_t pliCount = 0;
  uint64_t firCount = 0;
  // As the viewer last reported them.
  int64_t packetsLost = 0;
  uint8_t fractionLost = 0;  // of 256
  Duration jitter{};
  std::optional<Duration> roundTripTime;  // smoothed
  std::optional<Duration> lastRoundTripTime;
  Duration totalRoundTripTime{};
  uint64_t roundTripTimeMeasurements = 0;
  std::optional<Time> reportedAt;
};

/// One SSRC of a viewer, with the RTX stream that repairs it.
///
/// It counts and reports; it neither writes packets nor chooses them. Sequence
/// numbers are the Rewriter's, except those of the RTX stream (RFC 4588,
/// section 4), which are given here.
class SendStream {
 public:
  struct Options {
    Ssrc ssrc;
    std::optional<Ssrc> rtxSsrc;
    uint32_t clockRate;
    /// Random, below 0x8000 (see Rewriter).
    SequenceNumber firstRtxSequence{0};
    /// Of the stream that had this SSRC before: it is one to the viewer.
    SendStatistics before{};
  };

  /// No report takes that long; such a round trip is made up.
  static constexpr Duration kMaxRoundTripTime = std::chrono::seconds(10);

  /// Two repairs of one packet are this far apart at least, whatever round trip the viewer claims.
  static constexpr Duration kMinResendInterval = std::chrono::milliseconds(20);
  /// The round trip that is assumed before the viewer's first report.
  static constexpr Duration kDefaultRoundTripTime = std::chrono::milliseconds(50);

  /// An older report says nothing of the link as it is.
  static constexpr Duration kRecent = std::chrono::seconds(5);

  explicit SendStream(const Options& options);

  const Options& options() const { return options_; }

  /// `timestamp` is the one in the packet that left.
  void handleSent(uint32_t timestamp, size_t payloadSize, Time now);
  /// A packet takes a number without being sent; the viewer will ask for it.
  void handlePromised(size_t payloadSize) { budget_.handlePromised(payloadSize); }
  /// Whether the viewer's share of repairs has room for this packet; if so, it is taken.
  bool takeResendBudget(size_t payloadSize, Time now);
  /// How far apart repairs of one packet are: the round trip that the viewer reports.
  Duration resendInterval() const;
  /// A repair leaves; yields its number in the RTX stream. Without RTX the
  /// packet is repeated as it was, and the number means nothing.
  SequenceNumber handleResent(size_t payloadSize, Time now);
  /// The header of either went with it.
  void handleHeader(size_t size) { counters_.headerBytes += size; }
  /// The RTX stream's next number, for packets that only pad.
  SequenceNumber takeRtxSequence();

  /// Nothing until the first packet. RFC 3550, section 6.4.1.
  ///
  /// `clock` is a point of the stream's clock on our time line: that of the
  /// current source, shifted by Rewriter::timestampOffset(). Since all streams
  /// of a publisher share one PublisherClock, the viewer can play them in sync.
  /// Without it (the publisher has not reported yet) the last packet serves.
  std::optional<rtcp::SenderReport> makeReport(Time now,
                                               const std::optional<ClockMapping>& clock) const;

  /// A block whose SSRC is ours.
  void handleReportBlock(const rtcp::ReportBlock& block, Time now);
  void handleNack() { ++counters_.nackCount; }
  void handlePli() { ++counters_.pliCount; }
  void handleFir() { ++counters_.firCount; }

  /// Of the packets that the viewer should have got, the share that it missed; nothing if it did
  /// not report lately.
  std::optional<double> recentLoss(Time now) const;
  std::optional<Duration> roundTripTime() const { return roundTripTime_; }
  SendStatistics statistics(Time now) const;

 private:
  void updateRoundTripTime(const rtcp::ReportBlock& block, Time now);

  Options options_;
  SequenceNumber nextRtxSequence_;
  bool hasSent_ = false;
  ClockMapping lastFrame_{};  // its timestamp, and when its first packet left
  uint32_t newestTimestamp_ = 0;
  RateCounter rate_;
  RetransmissionBudget budget_;
  SendStatistics counters_;
  std::optional<Duration> roundTripTime_;
};

}  // namespace sfu::streams
