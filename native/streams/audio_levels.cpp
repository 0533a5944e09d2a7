#include "streams/audio_levels.h"

#include <algorithm>
#include <utility>

namespace sfu::streams {

void AudioLevels::enable(Time now) {
  if (!isEnabled()) dueAt_ = now + kInterval;
}

void AudioLevels::disable() {
  dueAt_ = kNever;
  receivers_.clear();
  sums_.clear();
}

void AudioLevels::add(uint32_t receiver, uint8_t level) {
  if (!isEnabled()) return;
  if (receiver >= sums_.size()) sums_.resize(receiver + 1);
  Sum& sum = sums_[receiver];
  if (sum.packets == 0) receivers_.push_back(receiver);
  sum.levels += level & 0x7f;
  ++sum.packets;
}

void AudioLevels::remove(uint32_t receiver) {
  if (receiver < sums_.size()) sums_[receiver] = {};
  std::erase(receivers_, receiver);
}

std::optional<std::vector<AudioLevels::Entry>> AudioLevels::takeDue(Time now) {
  if (now < dueAt_) return std::nullopt;
  // A late timer does not shift the beat, unless it missed one.
  dueAt_ += kInterval;
  if (dueAt_ <= now) dueAt_ = now + kInterval;

  std::vector<Entry> entries;
  entries.reserve(receivers_.size());
  for (const uint32_t receiver : receivers_) {
    const Sum sum = std::exchange(sums_[receiver], {});
    const uint32_t mean = (sum.levels + sum.packets / 2) / sum.packets;
    entries.push_back({.receiver = receiver, .level = -static_cast<int>(mean)});
  }
  receivers_.clear();
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.level > b.level; });
  return entries;
}

}  // namespace sfu::streams
