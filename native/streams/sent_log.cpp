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
      .wasResent = 0};
}

std::optional<SentLog::Entry> SentLog::find(SequenceNumber out, Time now, Duration roundTripTime) {
  if (slots_.empty()) return std::nullopt;
  Slot& slot = slots_[out.value() % kCapacity];
  if (slot.extendedSequence < 0 || slot.lap != lapOf(out)) return std::nullopt;

  // The first sending does not count: the viewer knows best that it got nothing.
  const std::chrono::milliseconds since(milliseconds(now) - slot.resentAtMs);
  if (slot.wasResent && since < roundTripTime) return std::nullopt;

  slot.wasResent = 1;
  slot.resentAtMs = milliseconds(now);
  return Entry{.source = slot.source,
               .extendedSequence = slot.extendedSequence,
               .timestamp = slot.timestamp,
               .shift = {.pictureId = slot.pictureShift, .tl0PicIdx = slot.tl0Shift}};
}

}  // namespace sfu::streams
