#include "streams/send_stream.h"

#include <algorithm>

#include "streams/media_clock.h"

namespace sfu::streams {

SendStream::SendStream(const Options& options)
    : options_(options),
      nextRtxSequence_(options.firstRtxSequence),
      counters_(options.before),
      roundTripTime_(options.before.roundTripTime) {}

void SendStream::handleSent(uint32_t timestamp, size_t payloadSize, Time now) {
  if (!hasSent_ || timestamp != lastFrame_.timestamp) lastFrame_ = {now, timestamp};
  // Packets of an older frame that come late begin none.
  if (!hasSent_ || ticksBetween(newestTimestamp_, timestamp) > 0) {
    newestTimestamp_ = timestamp;
    ++counters_.frames;
  }
  hasSent_ = true;
  ++counters_.packets;
  counters_.bytes += payloadSize;
  rate_.add(payloadSize, now);
  budget_.handleSent(payloadSize);
}

bool SendStream::takeResendBudget(size_t payloadSize, Time now) {
  return budget_.take(payloadSize, rate_.bitrate(now), now);
}

Duration SendStream::resendInterval() const {
  return std::max(roundTripTime_.value_or(kDefaultRoundTripTime), kMinResendInterval);
}

SequenceNumber SendStream::handleResent(size_t payloadSize, Time now) {
  ++counters_.packetsResent;
  counters_.bytesResent += payloadSize;
  rate_.add(payloadSize, now);
  // A plain repetition is a packet of the stream as any other.
  if (!options_.rtxSsrc) {
    ++counters_.packets;
    counters_.bytes += payloadSize;
  }
  return takeRtxSequence();
}

SequenceNumber SendStream::takeRtxSequence() {
  const SequenceNumber sequence = nextRtxSequence_;
  nextRtxSequence_ = sequence.next();
  return sequence;
}

std::optional<rtcp::SenderReport> SendStream::makeReport(
    Time now, const std::optional<ClockMapping>& clock) const {
  if (!hasSent_) return std::nullopt;
  rtcp::SenderReport report;
  report.sender = options_.ssrc;
  report.ntp = NtpTime::from(now);
  report.rtpTimestamp = clock.value_or(lastFrame_).timestampAt(now, options_.clockRate);
  report.packetCount = static_cast<uint32_t>(counters_.packets);
  report.octetCount = static_cast<uint32_t>(counters_.bytes);
  return report;
}

void SendStream::handleReportBlock(const rtcp::ReportBlock& block, Time now) {
  counters_.reportedAt = now;
  counters_.packetsLost = block.cumulativeLost;
  counters_.fractionLost = block.fractionLost;
  budget_.setLoss(block.fractionLost / 256.0);
  const uint32_t clockRate = std::max(options_.clockRate, 1u);
  counters_.jitter = Duration(int64_t{block.jitter} * 1'000'000 / clockRate);
  updateRoundTripTime(block, now);
}

std::optional<double> SendStream::recentLoss(Time now) const {
  if (!counters_.reportedAt || now - *counters_.reportedAt > kRecent) return std::nullopt;
  return counters_.fractionLost / 256.0;
}

SendStatistics SendStream::statistics(Time now) const {
  SendStatistics statistics = counters_;
  statistics.bitrate = rate_.bitrate(now);
  statistics.roundTripTime = roundTripTime_;
  return statistics;
}

// RFC 3550, section 6.4.1: A - LSR - DLSR, on the circle of the compact format.
void SendStream::updateRoundTripTime(const rtcp::ReportBlock& block, Time now) {
  if (block.lastSenderReport == 0) return;  // the viewer has not had a report of ours yet
  const auto ticks = static_cast<int32_t>(NtpTime::from(now).compact() - block.lastSenderReport -
                                          block.delaySinceLastSenderReport);
  const Duration sample(int64_t{ticks} * 1'000'000 / 65536);
  // Both sides round; on a short path the result may be just below zero.
  if (sample < std::chrono::milliseconds(-1) || sample > kMaxRoundTripTime) return;
  const Duration positive = std::max(sample, Duration(0));
  counters_.lastRoundTripTime = positive;
  counters_.totalRoundTripTime += positive;
  ++counters_.roundTripTimeMeasurements;
  roundTripTime_ = roundTripTime_ ? (*roundTripTime_ * 7 + positive) / 8 : positive;
}

}  // namespace sfu::streams
