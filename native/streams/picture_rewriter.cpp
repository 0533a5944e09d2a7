#include "streams/picture_rewriter.h"

#include <bit>

namespace sfu::streams {

namespace {

constexpr int64_t kWindow = 64;

uint16_t shortened(int64_t pictureId, bool isLong) {
  return static_cast<uint16_t>(pictureId & (isLong ? 0x7fff : 0x7f));
}

}  // namespace

PayloadPatch patchOf(const codecs::PictureNumbers& numbers, const PictureShift& shift,
                     Bytes payload) {
  PayloadPatch patch;
  if (shift == PictureShift{}) return patch;
  const bool hasTl0 = numbers.tl0PicIdxAt != 0;
  const bool hasPicture = numbers.pictureIdAt != 0;
  if (!hasTl0 && !hasPicture) return patch;
  // One piece, with VP9's byte of layers between the two as it was.
  const size_t first = hasPicture ? numbers.pictureIdAt : numbers.tl0PicIdxAt;
  const size_t pictureSize = numbers.hasLongPictureId ? 2 : 1;
  const size_t end = hasTl0 ? numbers.tl0PicIdxAt + size_t{1} : first + pictureSize;
  if (end - first > patch.bytes.size() || end > payload.size()) return patch;

  patch.at = static_cast<uint8_t>(first);
  patch.size = static_cast<uint8_t>(end - first);
  for (size_t i = 0; i < patch.size; ++i) patch.bytes[i] = payload[first + i];
  if (hasPicture) {
    const uint16_t id = shortened(numbers.pictureId + shift.pictureId, numbers.hasLongPictureId);
    if (numbers.hasLongPictureId) {
      patch.bytes[0] = static_cast<uint8_t>(0x80 | id >> 8);
      patch.bytes[1] = static_cast<uint8_t>(id);
    } else {
      patch.bytes[0] = static_cast<uint8_t>(id);
    }
  }
  if (hasTl0) {
    patch.bytes[end - first - 1] = static_cast<uint8_t>(numbers.tl0PicIdx + shift.tl0PicIdx);
  }
  return patch;
}

PictureShift PictureRewriter::rewrite(const codecs::PictureNumbers& numbers) {
  if (numbers.pictureIdAt == 0 && numbers.tl0PicIdxAt == 0) return {};
  if (!hasStarted_ || isInterrupted_) startSegment(numbers);
  const int64_t picture = extend(numbers);
  if (picture >= newest_) {
    advanceTo(picture);
    tl0Last_ = static_cast<uint8_t>(numbers.tl0PicIdx + tl0Offset_);
  }
  return shiftAt(picture);
}

void PictureRewriter::skip(const codecs::PictureNumbers& numbers) {
  if (numbers.pictureIdAt == 0 || !hasStarted_ || isInterrupted_) return;
  const int64_t picture = extend(numbers);
  // It is told of once; late news would move what has left already.
  if (picture <= newest_) return;
  advanceTo(picture);
  skipped_ |= 1;
  --offset_;
}

/// The picture's place on a line that does not wrap.
int64_t PictureRewriter::extend(const codecs::PictureNumbers& numbers) const {
  const int64_t circle = numbers.hasLongPictureId ? 0x8000 : 0x80;
  const int64_t ahead = (numbers.pictureId - newest_) & (circle - 1);
  return newest_ + (ahead < circle / 2 ? ahead : ahead - circle);
}

void PictureRewriter::advanceTo(int64_t picture) {
  const int64_t step = picture - newest_;
  skipped_ = step < kWindow ? skipped_ << step : 0;
  newest_ = picture;
}

void PictureRewriter::startSegment(const codecs::PictureNumbers& numbers) {
  if (hasStarted_) {
    offset_ += newest_ + 1 - numbers.pictureId;
    tl0Offset_ = static_cast<uint8_t>(tl0Last_ + 1 - numbers.tl0PicIdx);
  }
  hasStarted_ = true;
  isInterrupted_ = false;
  newest_ = numbers.pictureId;
  skipped_ = 0;
}

PictureShift PictureRewriter::shiftAt(int64_t picture) const {
  // What was left out since then had not lowered the numbers yet.
  const int64_t before = newest_ - picture;
  const uint64_t since = before <= 0         ? 0
                         : before >= kWindow ? skipped_
                                             : skipped_ & ((uint64_t{1} << before) - 1);
  return {.pictureId = static_cast<uint16_t>(offset_ + std::popcount(since)),
          .tl0PicIdx = tl0Offset_};
}

}  // namespace sfu::streams
