#include "streams/reception_stats.h"

#include <algorithm>
#include <cstdlib>

#include "streams/media_clock.h"

namespace sfu::streams {

namespace {

// A greater difference of transit times is a new timestamp base, not jitter.
constexpr Duration kMaxJitter = std::chrono::seconds(5);
// Extended numbers begin one turn above zero, see SequenceUnwrapper; reports begin at zero.
constexpr int64_t kFirstTurn = 0x10000;

}  // namespace

void ReceptionStats::handlePacket(int64_t extendedSequence, uint32_t timestamp, Time now) {
  extendTo(extendedSequence);
  first_ = std::min(first_, extendedSequence);
  ++received_;
  updateJitter(timestamp, now);
}

void ReceptionStats::handleRecovered(int64_t extendedSequence) {
  extendTo(extendedSequence);
}

void ReceptionStats::restart(int64_t extendedSequence) {
  if (highest_ >= 0) first_ += extendedSequence - 1 - highest_;
  highest_ = extendedSequence - 1;
  hasTransit_ = false;
}

void ReceptionStats::takeInto(rtcp::ReportBlock& block) {
  const int64_t expectedNow = expected() - expectedBefore_;
  const int64_t lostNow = expectedNow - (received_ - receivedBefore_);
  expectedBefore_ = expected();
  receivedBefore_ = received_;
  // Late packets may outweigh the losses, and the last number alone must not wrap to zero.
  const int64_t fraction = expectedNow > 0 && lostNow > 0 ? lostNow * 256 / expectedNow : 0;
  fractionLost_ = static_cast<uint8_t>(std::min<int64_t>(fraction, 255));

  block.fractionLost = fractionLost_;
  block.cumulativeLost =
      static_cast<int32_t>(std::clamp<int64_t>(packetsLost(), -0x80'0000, 0x7f'ffff));
  block.extendedHighestSequence =
      static_cast<uint32_t>(std::max(highest_ - kFirstTurn, int64_t{0}));
  block.jitter = jitter16_ / 16;
}

Duration ReceptionStats::jitter() const {
  if (clockRate_ == 0) return Duration(0);
  return Duration(int64_t{jitter16_} * 1'000'000 / 16 / clockRate_);
}

void ReceptionStats::extendTo(int64_t extendedSequence) {
  if (highest_ < 0) first_ = extendedSequence;
  highest_ = std::max(highest_, extendedSequence);
}

void ReceptionStats::updateJitter(uint32_t timestamp, Time now) {
  const uint32_t transit = ticksIn(now.time_since_epoch(), clockRate_) - timestamp;
  const int64_t difference = std::abs(int64_t{ticksBetween(transit_, transit)});
  const bool isJitter = hasTransit_ && difference < ticksIn(kMaxJitter, clockRate_);
  hasTransit_ = true;
  transit_ = transit;
  if (!isJitter) return;
  // J += (|D| - J) / 16, rounded, in sixteenths.
  jitter16_ += static_cast<uint32_t>(difference) - ((jitter16_ + 8) >> 4);
}

}  // namespace sfu::streams
