// A small hash table, and the index estimate of RFC 3711.
#include "srtp/rollover_counters.h"

#include <utility>

namespace sfu::srtp {

RolloverCounters::RolloverCounters() : slots_(8) {}

uint64_t RolloverCounters::indexOf(Ssrc ssrc, SequenceNumber number) {
  Stream& stream = find(ssrc.value());
  const int64_t sequence = number.value();
  if (stream.recent == 0) {
    stream = {.highest = sequence, .recent = 1, .ssrc = ssrc.value()};
    return static_cast<uint64_t>(sequence);
  }

  // RFC 3711, section 3.3.1, in its own words: s_l is the highest sequence
  // number sent, v the roll-over counter that this packet gets.
  const int64_t s_l = stream.highest & 0xffff;
  int64_t v = stream.highest >> 16;
  if (s_l < 0x8000) {
    if (sequence - s_l > 0x8000) --v;
  } else {
    if (s_l - 0x8000 > sequence) ++v;
  }
  const int64_t index = v * 0x10000 + sequence;
  note(stream, index);

  // A packet from before the first one, across the wrap, has no counter below
  // zero to use: modulo 2³² it gets one that no other packet will have.
  return static_cast<uint64_t>(index) & 0xffff'ffff'ffff;
}

void RolloverCounters::note(Stream& stream, int64_t index) {
  const int64_t ahead = index - stream.highest;
  if (ahead > 0) {
    stream.recent = (ahead < 64 ? stream.recent << ahead : 0) | 1;
    stream.highest = index;
  } else if (ahead > -64) {
    const uint64_t bit = uint64_t{1} << -ahead;
    if (stream.recent & bit) ++reused_;
    stream.recent |= bit;
  }
}

RolloverCounters::Stream& RolloverCounters::find(uint32_t ssrc) {
  if (slots_[last_].ssrc == ssrc && slots_[last_].recent != 0) return slots_[last_];
  last_ = slotOf(ssrc);
  if (slots_[last_].recent == 0 && 2 * ++size_ > slots_.size()) {
    grow();
    last_ = slotOf(ssrc);
  }
  return slots_[last_];
}

/// The slot that holds `ssrc`, or the free one where it belongs.
size_t RolloverCounters::slotOf(uint32_t ssrc) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = (ssrc * 0x9e37'79b9'7f4a'7c15 >> 32) & mask;
  while (slots_[slot].recent != 0 && slots_[slot].ssrc != ssrc) slot = (slot + 1) & mask;
  return slot;
}

void RolloverCounters::grow() {
  const std::vector<Stream> old = std::exchange(slots_, std::vector<Stream>(slots_.size() * 2));
  for (const Stream& stream : old) {
    if (stream.recent != 0) slots_[slotOf(stream.ssrc)] = stream;
  }
}

}  // namespace sfu::srtp
