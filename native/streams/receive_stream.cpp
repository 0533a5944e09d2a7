#include "streams/receive_stream.h"

#include <algorithm>
#include <utility>

#include "streams/media_clock.h"
#include "streams/sequence_limits.h"

namespace sfu::streams {

namespace {

// As SequenceUnwrapper has it: a turn of room for late packets from before the first.
constexpr int64_t kFirstTurn = 0x10000;

}  // namespace

ReceiveStream::ReceiveStream(const Options& options)
    : options_(options), reception_(options.clockRate) {}

ReceiveStream::Arrival ReceiveStream::handlePacket(SequenceNumber sequence, uint32_t timestamp,
                                                   size_t payloadSize, Time now, bool recovered) {
  const std::optional<int64_t> extended = extend(sequence, now, recovered);
  if (!extended) {
    ++counters_.packetsDiscarded;
    return {.extendedSequence = nearest(sequence), .isNew = false};
  }
  if (*extended >= received_.newest()) newestMedia_ = {now, timestamp};
  if (*extended > received_.newest()) received_.advanceTo(*extended);
  received_.set(*extended);

  const bool wasAskedFor = options_.nack && nacks_.handlePacket(*extended, now, recovered);
  if (recovered) {
    ++counters_.packetsResent;
    counters_.bytesResent += payloadSize;
    reception_.handleRecovered(*extended);
  } else {
    reception_.handlePacket(*extended, timestamp, now);
  }
  if (recovered || wasAskedFor) ++counters_.packetsRepaired;
  ++counters_.packets;
  counters_.bytes += payloadSize;
  rate_.add(payloadSize, now);
  lastReceivedAt_ = now;
  return {.extendedSequence = *extended, .isNew = true};
}

void ReceiveStream::handleKeyFrame(int64_t extendedSequence, uint32_t timestamp) {
  // H.264 begins one key frame several times over: SPS, PPS, IDR slice.
  if (keyFrameTimestamp_ == timestamp) return;
  keyFrameTimestamp_ = timestamp;
  nacks_.handleKeyFrame(extendedSequence);
}

void ReceiveStream::handleSenderReport(NtpTime ntp, const std::optional<ClockMapping>& clock,
                                       Time now) {
  senderReport_ = Report{.ntp = ntp, .receivedAt = now};
  if (clock) clock_ = clock;
}

rtcp::ReportBlock ReceiveStream::takeReportBlock(Time now) {
  rtcp::ReportBlock block;
  block.ssrc = options_.ssrc;
  reception_.takeInto(block);
  // Zero means that there was none: nobody can measure by a report without a clock.
  if (senderReport_ && senderReport_->ntp.compact() != 0) {
    block.lastSenderReport = senderReport_->ntp.compact();
    block.delaySinceLastSenderReport = ticksIn(now - senderReport_->receivedAt, 65536);
  }
  return block;
}

std::vector<SequenceNumber> ReceiveStream::takeDueNacks(Time now) {
  std::vector<SequenceNumber> due = nacks_.takeDue(now);
  if (!due.empty()) ++counters_.nackCount;
  counters_.packetsNacked += due.size();
  return due;
}

bool ReceiveStream::takeKeyFrameNeed() {
  const bool overflowed = nacks_.takeKeyFrameNeed();
  const bool needed = overflowed || needsKeyFrame_;
  needsKeyFrame_ = false;
  return needed;
}

std::optional<bool> ReceiveStream::takeActivityChange(Time now) {
  const bool isActive = hasStarted_ && now < lastReceivedAt_ + options_.inactiveAfter;
  if (isActive == isActive_) return std::nullopt;
  isActive_ = isActive;
  return isActive;
}

Time ReceiveStream::nextTimeout() const {
  if (!isActive_) return nacks_.nextTimeout();
  return std::min(nacks_.nextTimeout(), lastReceivedAt_ + options_.inactiveAfter);
}

std::optional<ClockMapping> ReceiveStream::clock() const {
  if (!clock_ || !hasStarted_) return clock_;
  const uint32_t shown = clock_->timestampAt(newestMedia_.at, options_.clockRate);
  const int64_t distance = ticksBetween(shown, newestMedia_.timestamp);
  const int64_t limit = ticksIn(kMaxClockDistance, options_.clockRate);
  return distance <= limit && distance >= -limit ? clock_ : std::nullopt;
}

ReceiveStatistics ReceiveStream::statistics(Time now) const {
  ReceiveStatistics statistics = counters_;
  statistics.bitrate = rate_.bitrate(now);
  statistics.packetsLost = reception_.packetsLost();
  statistics.fractionLost = reception_.fractionLost();
  statistics.jitter = reception_.jitter();
  statistics.lastReceivedAt = lastReceivedAt_;
  return statistics;
}

// RFC 3550, appendix A.1. Nothing for a packet that must not pass.
std::optional<int64_t> ReceiveStream::extend(SequenceNumber sequence, Time now, bool recovered) {
  if (!hasStarted_) {
    hasStarted_ = true;
    const int64_t first = kFirstTurn + sequence.value();
    received_.reset(first);
    return first;
  }
  const int64_t extended = nearest(sequence);
  const int64_t ahead = extended - received_.newest();
  if (ahead > 0 && ahead < kMaxDropout) {
    if (!recovered) probation_.reset();
    return extended;
  }
  // Nothing old is on the way any more after a long silence: going back means a restart.
  const bool isLate = ahead <= 0 && received_.covers(extended) &&
                      (recovered || now - lastReceivedAt_ < kLongSilence);
  if (isLate) return received_.has(extended) ? std::nullopt : std::optional(extended);
  if (recovered) return std::nullopt;
  return resynchronise(sequence);
}

std::optional<int64_t> ReceiveStream::resynchronise(SequenceNumber sequence) {
  const std::optional<SequenceNumber> before = std::exchange(probation_, sequence);
  if (!before || before->next() != sequence) return std::nullopt;

  // The line goes on ahead, with the first of the two as missing: it may be asked for.
  probation_.reset();
  const int64_t newest = received_.newest();
  const auto step = static_cast<uint16_t>(before->value() - static_cast<uint16_t>(newest));
  const int64_t first = newest + (step == 0 ? 0x10000 : step);
  received_.reset(first - 1);
  reception_.restart(first);
  nacks_.restart(first - 1);
  keyFrameTimestamp_.reset();
  needsKeyFrame_ = true;
  return first + 1;
}

int64_t ReceiveStream::nearest(SequenceNumber sequence) const {
  const int64_t newest = received_.newest();
  const auto distance =
      static_cast<int16_t>(static_cast<uint16_t>(sequence.value() - static_cast<uint16_t>(newest)));
  return newest + distance;
}

}  // namespace sfu::streams
