#include "bwe/feedback_recorder.h"

#include <algorithm>

namespace sfu::bwe {

namespace {

// What a feedback packet takes on the wire at least: IPv4, UDP, SRTP, and some 30 bytes of its own.
constexpr int64_t kUsualFeedbackSize = 68;
constexpr int64_t kShareOfBitrate = 20;  // one part in 20 is 5 %

constexpr size_t kHeaderSize = 20;
constexpr size_t kMaxPadding = 3;
// A chunk of two-bit statuses; whatever chunk is chosen, none holds less, but the last.
constexpr size_t kStatusesPerChunk = 7;
constexpr size_t kChunkSize = 2;

// Deltas count in 250 us, the reference time in 256 times as much.
constexpr Duration kTick = std::chrono::microseconds(250);
constexpr int kReferenceShift = 8;

int64_t ticksOf(Time time) {
  return time.time_since_epoch() / kTick;
}

// The lower 24 bits, with their sign.
int32_t wrapReference(int64_t reference) {
  return static_cast<int32_t>(static_cast<uint32_t>(reference) << 8) >> 8;
}

size_t chunksSize(size_t statuses) {
  return (statuses + kStatusesPerChunk - 1) / kStatusesPerChunk * kChunkSize;
}

}  // namespace

void FeedbackRecorder::handlePacket(uint16_t transportSequence, Time now) {
  const int64_t sequence = unwrapper_.unwrap(SequenceNumber(transportSequence));
  if (sequence <= droppedThrough_) return;
  // Only if nobody takes the feedback, or a publisher floods us.
  if (arrivals_.size() >= kMaxArrivals) drop(kMaxArrivals / 4);
  if (!insert({.sequence = sequence, .at = now})) return;

  if (dueAt_ == kNever) dueAt_ = std::max(now + kMinInterval, lastFeedbackAt_ + interval_);
}

void FeedbackRecorder::setReceivedBitrate(Bitrate bitrate) {
  if (bitrate.bps() <= 0) return;
  const int64_t micros = kUsualFeedbackSize * 8 * kShareOfBitrate * 1'000'000 / bitrate.bps();
  interval_ = std::clamp(Duration(micros), kMinInterval, kMaxInterval);
}

std::optional<rtcp::TransportFeedback> FeedbackRecorder::takeFeedback(Time now) {
  if (now < dueAt_) return std::nullopt;
  const size_t from = firstUnreported();
  std::optional<rtcp::TransportFeedback> feedback;
  if (from < arrivals_.size()) feedback = makeFeedback(from);

  const bool isComplete = arrivals_.empty() || arrivals_.back().sequence < nextToReport_;
  if (isComplete) {
    dueAt_ = kNever;
    lastFeedbackAt_ = now;
    dropReported(now);
  }
  return feedback;
}

// False for a duplicate: the first arrival counts.
bool FeedbackRecorder::insert(const Arrival& arrival) {
  if (arrivals_.empty() || arrivals_.back().sequence < arrival.sequence) {
    arrivals_.push_back(arrival);
    return true;
  }
  const auto place = std::lower_bound(
      arrivals_.begin(), arrivals_.end(), arrival.sequence,
      [](const Arrival& known, int64_t sequence) { return known.sequence < sequence; });
  if (place->sequence == arrival.sequence) return false;
  arrivals_.insert(place, arrival);
  nextToReport_ = std::min(nextToReport_, arrival.sequence);
  return true;
}

rtcp::TransportFeedback FeedbackRecorder::makeFeedback(size_t from) {
  const Arrival& first = arrivals_[from];
  const bool wasJump = first.sequence - nextToReport_ > kMaxGap;
  const int64_t base = wasJump ? first.sequence : nextToReport_;
  const int64_t reference = ticksOf(first.at) >> kReferenceShift;

  rtcp::TransportFeedback feedback;
  feedback.baseSequence = static_cast<uint16_t>(base);
  feedback.referenceTime = wrapReference(reference);
  feedback.feedbackCount = feedbackCount_++;

  feedback.deltas.reserve(arrivals_.size() - from);

  // Deltas are taken between rounded times, so that the rounding does not add up.
  int64_t ticksBefore = reference << kReferenceShift;
  size_t deltasSize = 0;
  for (size_t i = from; i < arrivals_.size(); ++i) {
    const auto statuses = static_cast<size_t>(arrivals_[i].sequence - base);
    const size_t lost = statuses - feedback.deltas.size();
    const int64_t delta = ticksOf(arrivals_[i].at) - ticksBefore;
    const bool isExpressible = delta >= INT16_MIN && delta <= INT16_MAX;
    deltasSize += delta >= 0 && delta <= UINT8_MAX ? 1 : 2;
    const size_t size = kHeaderSize + chunksSize(statuses + 1) + deltasSize + kMaxPadding;
    if (lost > static_cast<size_t>(kMaxGap) || !isExpressible || size > kMaxFeedbackSize) break;

    feedback.deltas.resize(statuses);
    feedback.deltas.push_back(static_cast<int16_t>(delta));
    ticksBefore += delta;
  }
  nextToReport_ = base + std::ssize(feedback.deltas);
  return feedback;
}

size_t FeedbackRecorder::firstUnreported() const {
  const auto first = std::lower_bound(
      arrivals_.begin(), arrivals_.end(), nextToReport_,
      [](const Arrival& known, int64_t sequence) { return known.sequence < sequence; });
  return static_cast<size_t>(first - arrivals_.begin());
}

void FeedbackRecorder::dropReported(Time now) {
  const auto kept = std::find_if(arrivals_.begin(), arrivals_.end(), [&](const Arrival& arrival) {
    return arrival.sequence >= nextToReport_ || now - arrival.at < kKeepReported;
  });
  drop(static_cast<size_t>(kept - arrivals_.begin()));
}

void FeedbackRecorder::drop(size_t count) {
  if (count == 0) return;
  droppedThrough_ = arrivals_[count - 1].sequence;
  nextToReport_ = std::max(nextToReport_, droppedThrough_ + 1);
  arrivals_.erase(arrivals_.begin(), arrivals_.begin() + static_cast<ptrdiff_t>(count));
}

}  // namespace sfu::bwe
