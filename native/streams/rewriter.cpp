#include "streams/rewriter.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "streams/media_clock.h"

namespace sfu::streams {

Rewriter::Rewriter(Numbers first, uint32_t clockRate) : first_(first), clockRate_(clockRate) {}

// A packet behind the newest one of its segment.
std::optional<Numbers> Rewriter::rewriteLate(int64_t extendedSequence, uint32_t timestamp) const {
  const bool hasPlace = extendedSequence >= segmentFirst_ && skipped_.covers(extendedSequence) &&
                        !skipped_.has(extendedSequence);
  if (!hasPlace) return std::nullopt;
  // What was skipped since then had not lowered the numbers yet.
  const int64_t skippedSince = skipped_.countAfter(extendedSequence);
  return numbersAt(extendedSequence + offset_ + skippedSince, timestamp);
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

void Rewriter::startSegment(uint32_t source, int64_t extendedSequence, uint32_t timestamp,
                            Time now) {
  const std::optional<uint32_t> distance = std::exchange(distance_, std::nullopt);
  if (!hasStarted_) {
    offset_ = first_.sequence.value() - extendedSequence;
    timestampOffset_ = first_.timestamp - timestamp;
    lastFrameAt_ = now;
    lastTimestamp_ = first_.timestamp;
  } else {
    const int64_t next = skipped_.newest() + offset_ + 1;
    offset_ = next - extendedSequence;
    timestampOffset_ = offsetFor(source, distance, timestamp, now);
  }
  hasStarted_ = true;
  isInterrupted_ = false;
  source_ = source;
  segmentFirst_ = extendedSequence;
  skipped_.reset(extendedSequence);
}

uint32_t Rewriter::offsetFor(uint32_t source, std::optional<uint32_t> distance, uint32_t timestamp,
                             Time now) {
  // A source that only paused keeps its timestamps, which are better than our arrival times.
  if (source == source_ && followsClock(timestamp + timestampOffset_, now)) {
    return timestampOffset_;
  }
  const uint32_t before = std::exchange(ahead_, 0u);
  if (source != source_ && distance) {
    const uint32_t aligned = timestampOffset_ - before + *distance;
    if (followsClock(timestamp + aligned, now)) {
      const int32_t behind = ticksBetween(timestamp + aligned, lastTimestamp_);
      ahead_ = behind < 0 ? 0 : static_cast<uint32_t>(behind) + 1;
      return aligned + ahead_;
    }
  }
  const uint32_t passed = ticksIn(std::max(now - lastFrameAt_, Duration(0)), clockRate_);
  return lastTimestamp_ + std::max(passed, 1u) - timestamp;
}

bool Rewriter::followsClock(uint32_t rewritten, Time now) const {
  const uint32_t expected = lastTimestamp_ + ticksIn(now - lastFrameAt_, clockRate_);
  const int64_t error = ticksBetween(expected, rewritten);
  return std::abs(error) <= static_cast<int64_t>(ticksIn(kMaxClockError, clockRate_));
}

}  // namespace sfu::streams
