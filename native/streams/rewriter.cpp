#include "streams/rewriter.h"

#include <algorithm>
#include <cstdlib>

#include "streams/media_clock.h"

namespace sfu::streams {

Rewriter::Rewriter(Numbers first, uint32_t clockRate) : first_(first), clockRate_(clockRate) {}

std::optional<Numbers> Rewriter::rewrite(uint32_t source, int64_t extendedSequence,
                                         uint32_t timestamp, Time now) {
  if (startsSegment(source, extendedSequence)) {
    startSegment(source, extendedSequence, timestamp, now);
  } else if (extendedSequence > skipped_.newest()) {
    skipped_.advanceTo(extendedSequence);
  } else {
    const bool hasPlace = extendedSequence >= segmentFirst_ && skipped_.covers(extendedSequence) &&
                          !skipped_.has(extendedSequence);
    if (!hasPlace) return std::nullopt;
    // What was skipped since then had not lowered the numbers yet.
    const int64_t skippedSince = skipped_.countAfter(extendedSequence);
    return numbersAt(extendedSequence + offset_ + skippedSince, timestamp);
  }

  const Numbers numbers = numbersAt(extendedSequence + offset_, timestamp);
  if (numbers.timestamp != lastTimestamp_) {
    lastTimestamp_ = numbers.timestamp;
    lastFrameAt_ = now;
  }
  return numbers;
}

void Rewriter::skip(uint32_t source, int64_t extendedSequence) {
  if (!hasStarted_ || isInterrupted_ || source != source_) return;
  if (extendedSequence <= skipped_.newest()) return;
  if (startsSegment(source, extendedSequence)) return restart();

  skipped_.advanceTo(extendedSequence);
  skipped_.set(extendedSequence);
  --offset_;
}

std::optional<uint32_t> Rewriter::source() const {
  if (!hasStarted_) return std::nullopt;
  return source_;
}

bool Rewriter::startsSegment(uint32_t source, int64_t extendedSequence) const {
  if (!hasStarted_ || isInterrupted_ || source != source_) return true;
  // The source itself restarted. Passed on, the jump could reach half the circle.
  return extendedSequence - skipped_.newest() >= kMaxDropout;
}

void Rewriter::startSegment(uint32_t source, int64_t extendedSequence, uint32_t timestamp,
                            Time now) {
  if (!hasStarted_) {
    offset_ = first_.sequence.value() - extendedSequence;
    timestampOffset_ = first_.timestamp - timestamp;
    lastFrameAt_ = now;
    lastTimestamp_ = first_.timestamp;
  } else {
    const int64_t next = skipped_.newest() + offset_ + 1;
    offset_ = next - extendedSequence;
    // A source that only paused keeps its timestamps, which are better than our arrival times.
    if (source != source_ || !followsClock(timestamp, now)) {
      const uint32_t passed = ticksIn(std::max(now - lastFrameAt_, Duration(0)), clockRate_);
      timestampOffset_ = lastTimestamp_ + std::max(passed, 1u) - timestamp;
    }
  }
  hasStarted_ = true;
  isInterrupted_ = false;
  source_ = source;
  segmentFirst_ = extendedSequence;
  skipped_.reset(extendedSequence);
}

bool Rewriter::followsClock(uint32_t timestamp, Time now) const {
  const uint32_t expected = lastTimestamp_ + ticksIn(now - lastFrameAt_, clockRate_);
  const int64_t error = ticksBetween(expected, timestamp + timestampOffset_);
  return std::abs(error) <= static_cast<int64_t>(ticksIn(kMaxClockError, clockRate_));
}

Numbers Rewriter::numbersAt(int64_t sequence, uint32_t timestamp) const {
  return {.sequence = SequenceNumber(static_cast<uint16_t>(sequence)),
          .timestamp = timestamp + timestampOffset_};
}

}  // namespace sfu::streams
