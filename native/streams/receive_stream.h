// One incoming SSRC: what arrived, what is missing, what to report.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "base/time.h"
#include "base/units.h"
#include "rtcp/report_block.h"
#include "streams/nack_list.h"
#include "streams/publisher_clock.h"
#include "streams/rate_counter.h"
#include "streams/reception_stats.h"
#include "streams/sequence_window.h"

namespace sfu::streams {

/// The counters of a ReceiveStream.
struct ReceiveStatistics {
  uint64_t packets = 0;           // unique ones, repaired ones included
  uint64_t bytes = 0;             // their payload
  Bitrate bitrate;                // of the last second
  int64_t packetsLost = 0;        // before repair
  uint8_t fractionLost = 0;       // of 256, as last reported
  uint64_t packetsDiscarded = 0;  // duplicates, and those too late or out of range
  uint64_t packetsRepaired = 0;
  uint64_t packetsResent = 0;  // that came by RTX
  uint64_t bytesResent = 0;
  uint64_t nackCount = 0;      // NACK messages
  uint64_t packetsNacked = 0;  // numbers asked for, repetitions included
  Duration jitter{};
  Time lastReceivedAt{};
};

/// One SSRC of a publisher, with the repairs that come for it by RTX.
///
/// It numbers the packets on one long line (extended sequence numbers that only
/// grow, even if the sender restarts) and refuses what it had already. It
/// neither keeps packets nor looks into them.
///
/// The owner passes each packet, drains takeDueNacks(), takeKeyFrameNeed() and
/// takeActivityChange() after a batch of packets and when nextTimeout() comes,
/// and takes a report block whenever its RTCP interval ends.
class ReceiveStream {
 public:
  struct Options {
    Ssrc ssrc;
    std::optional<Ssrc> rtxSsrc;
    uint32_t clockRate;
    /// Whether the codec has generic NACK.
    bool nack;
    /// How long a stream may be silent and still be active. Default one
    /// second: Opus in DTX sends a packet every 400 ms.
    Duration inactiveAfter = std::chrono::seconds(1);
  };

  struct Arrival {
    int64_t extendedSequence;
    /// False: the packet is a duplicate or out of place, and must not be forwarded.
    bool isNew;
  };

  /// A sender that was silent for this long has nothing old on the way any more.
  static constexpr Duration kLongSilence = std::chrono::seconds(5);

  explicit ReceiveStream(const Options& options);

  const Options& options() const { return options_; }

  /// `recovered` says that the packet came by RTX (after unwrapRtx()).
  Arrival handlePacket(SequenceNumber sequence, uint32_t timestamp, size_t payloadSize, Time now,
                       bool recovered);
  /// The packet begins a key frame; says so after its handlePacket(). Only for
  /// codecs whose key frames we recognise: it shortens the list of what is missing.
  void handleKeyFrame(int64_t extendedSequence, uint32_t timestamp);
  /// `clock` is what the publisher's PublisherClock makes of the report; without it, what earlier
  /// reports said still holds.
  void handleSenderReport(NtpTime ntp, const std::optional<ClockMapping>& clock, Time now);
  void setRoundTripTime(Duration roundTripTime) { nacks_.setRoundTripTime(roundTripTime); }

  /// The block for the next receiver report, and the end of its interval.
  rtcp::ReportBlock takeReportBlock(Time now);
  /// What the next NACK asks for; call again until it is empty.
  std::vector<SequenceNumber> takeDueNacks(Time now);
  /// True once if repairs do not help any more: too much is missing, or the
  /// sender restarted.
  bool takeKeyFrameNeed();
  /// Whether the stream has begun (true) or ceased (false) to flow since the last call.
  std::optional<bool> takeActivityChange(Time now);
  Time nextTimeout() const;

  bool isActive() const { return isActive_; }
  /// When the last packet came.
  Time lastReceivedAt() const { return lastReceivedAt_; }
  /// The highest number so far.
  int64_t newest() const { return received_.newest(); }
  /// Where the stream's clock lies on our time line, if reports have told. Nothing while that is
  /// far from the media: a publisher that began anew, or does not know its own clock.
  std::optional<ClockMapping> clock() const;
  ReceiveStatistics statistics(Time now) const;
  Bitrate bitrate(Time now) const { return rate_.bitrate(now); }

 private:
  struct Report {
    NtpTime ntp;
    Time receivedAt;
  };
  /// No media is as late as that, and no report as early.
  static constexpr Duration kMaxClockDistance = std::chrono::seconds(10);

  std::optional<int64_t> extend(SequenceNumber sequence, Time now, bool recovered);
  std::optional<int64_t> resynchronise(SequenceNumber sequence);
  int64_t nearest(SequenceNumber sequence) const;

  Options options_;
  bool hasStarted_ = false;
  SequenceWindow received_;
  std::optional<SequenceNumber> probation_;  // a wild packet; the one after it decides
  ReceptionStats reception_;
  NackList nacks_;
  bool needsKeyFrame_ = false;
  std::optional<uint32_t> keyFrameTimestamp_;

  std::optional<Report> senderReport_;
  std::optional<ClockMapping> clock_;
  ClockMapping newestMedia_{};  // when the newest packet came, and its timestamp
  RateCounter rate_;
  ReceiveStatistics counters_;
  Time lastReceivedAt_{};
  bool isActive_ = false;  // as last told
};

}  // namespace sfu::streams
