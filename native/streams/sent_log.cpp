#include "streams/sent_log.h"

namespace sfu::streams {

void SentLog::record(Numbers out, uint32_t source, int64_t extendedSequence, PictureShift shift) {
  if (slots_.empty()) slots_.resize(kCapacity);
  slots_[out.sequence.value() % kCapacity] = {
      .extendedSequence = extendedSequence,
      .source = source,
      .timestamp = out.timestamp,
      .resentAtMs = 0,
      .pictureShift = shift.pictureId,
      .tl0Shift = shift.tl0PicIdx,
      .lap = static_cast<uint8_t>(lapOf(out.sequence) & 0x3f),
      .timesResent = 0};
}

std::optional<SentLog::Entry> SentLog::find(SequenceNumber out, Time now,
                                            Duration minInterval) const {
  if (slots_.empty()) return std::nullopt;
  const Slot& slot = slots_[out.value() % kCapacity];
  if (slot.extendedSequence < 0 || slot.lap != lapOf(out)) return std::nullopt;
  return Entry{.source = slot.source,
               .extendedSequence = slot.extendedSequence,
               .timestamp = slot.timestamp,
               .shift = {.pictureId = slot.pictureShift, .tl0PicIdx = slot.tl0Shift},
               .repair = repairOf(slot, now, minInterval)};
}

/// The first sending does not count: the viewer knows best that it got nothing.
SentLog::Repair SentLog::repairOf(const Slot& slot, Time now, Duration minInterval) {
  if (slot.timesResent == kMaxResent) return Repair::kTooOften;
  const std::chrono::milliseconds since(milliseconds(now) - slot.resentAtMs);
  return slot.timesResent > 0 && since < minInterval ? Repair::kTooSoon : Repair::kDue;
}

void SentLog::handleResent(SequenceNumber out, Time now) {
  Slot& slot = slots_[out.value() % kCapacity];
  ++slot.timesResent;
  slot.resentAtMs = milliseconds(now);
}

}  // namespace sfu::streams
