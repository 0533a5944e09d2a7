#include "streams/nack_list.h"

#include <algorithm>

namespace sfu::streams {

bool NackList::handlePacket(int64_t extendedSequence, Time now, bool isRepair) {
  if (newest_ < 0) {
    newest_ = extendedSequence;
    return false;
  }
  if (extendedSequence < newest_) return remove(extendedSequence, now, isRepair);
  if (extendedSequence == newest_) return false;

  hurryFresh(now);
  const int64_t expected = newest_ + 1;
  newest_ = extendedSequence;
  dropBefore(newest_ - kMaxAge);
  if (extendedSequence != expected) addGap(expected, extendedSequence, now);
  return false;
}

void NackList::handleKeyFrame(int64_t extendedSequence) {
  if (extendedSequence <= keyFrame_) return;
  if (keyFrame_ >= 0) dropBefore(keyFrame_);
  keyFrame_ = extendedSequence;
}

void NackList::restart(int64_t extendedSequence) {
  clear();
  newest_ = extendedSequence;
  keyFrame_ = -1;
}

void NackList::setRoundTripTime(Duration roundTripTime) {
  interval_ = std::max(roundTripTime, kMinInterval);
}

std::vector<SequenceNumber> NackList::takeDue(Time now) {
  std::vector<SequenceNumber> due;
  if (now < nextDue_) return due;

  nextDue_ = kNever;
  const auto isOver = [&](Missing& packet) {
    const bool isDue = packet.dueAt <= now;
    if (isDue && packet.tries == kMaxTries) return true;
    if (isDue && due.size() < kMaxPerTake) {
      due.push_back(SequenceNumber(static_cast<uint16_t>(packet.sequence)));
      if (packet.tries++ == 0) packet.askedAt = now;
      packet.dueAt = now + interval_;
    }
    nextDue_ = std::min(nextDue_, packet.dueAt);
    return false;
  };
  // std::remove_if may not change what it visits, so the list is closed up by hand.
  size_t kept = 0;
  for (Missing& packet : missing_) {
    if (!isOver(packet)) missing_[kept++] = packet;
  }
  missing_.resize(kept);
  return due;
}

bool NackList::takeKeyFrameNeed() {
  const bool need = needsKeyFrame_;
  needsKeyFrame_ = false;
  return need;
}

void NackList::addGap(int64_t first, int64_t end, Time now) {
  const auto count = static_cast<size_t>(end - first);
  // What a key frame made useless goes first; if that is not room enough, one more is needed.
  if (missing_.size() + count > kMaxMissing && keyFrame_ >= 0) dropBefore(keyFrame_);
  if (missing_.size() + count > kMaxMissing) {
    clear();
    needsKeyFrame_ = true;
    return;
  }
  const Time dueAt = now + kReorderDelay;
  for (int64_t sequence = first; sequence < end; ++sequence) {
    missing_.push_back({.sequence = sequence, .dueAt = dueAt, .askedAt = {}, .tries = 0});
  }
  nextDue_ = std::min(nextDue_, dueAt);
}

void NackList::hurryFresh(Time now) {
  // Fresh gaps are the newest: whatever stands before the first hurried one was hurried before.
  for (auto packet = missing_.rbegin(); packet != missing_.rend(); ++packet) {
    if (packet->tries > 0 || packet->dueAt <= now) return;
    packet->dueAt = now;
    nextDue_ = std::min(nextDue_, now);
  }
}

bool NackList::remove(int64_t sequence, Time now, bool isRepair) {
  const auto found = std::lower_bound(
      missing_.begin(), missing_.end(), sequence,
      [](const Missing& packet, int64_t value) { return packet.sequence < value; });
  if (found == missing_.end() || found->sequence != sequence) return false;

  const bool wasAskedFor = found->tries > 0;
  if (isRepair && wasAskedFor) measure(now - found->askedAt);
  missing_.erase(found);
  if (missing_.empty()) nextDue_ = kNever;
  return wasAskedFor;
}

/// From the first request to the repair. It only makes us more patient: a sender sends again what
/// is asked for too soon, and its path may be slow because it is full.
void NackList::measure(Duration delay) {
  setRoundTripTime(std::clamp((interval_ * 3 + delay) / 4, kDefaultRoundTripTime, kMaxInterval));
}

void NackList::dropBefore(int64_t sequence) {
  if (missing_.empty() || missing_.front().sequence >= sequence) return;
  const auto firstKept = std::find_if(missing_.begin(), missing_.end(),
                                      [&](const Missing& p) { return p.sequence >= sequence; });
  missing_.erase(missing_.begin(), firstKept);
  if (missing_.empty()) nextDue_ = kNever;
}

void NackList::clear() {
  missing_.clear();
  nextDue_ = kNever;
}

}  // namespace sfu::streams
