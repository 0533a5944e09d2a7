// Picture ids and TL0PICIDX of VP8 and VP9 for one viewer, without a seam.
#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "codecs/frame_info.h"

namespace sfu::streams {

/// What is added to the numbers of a picture. RFC 7741, section 4.2; RFC 9628, section 4.2.
struct PictureShift {
  uint16_t pictureId = 0;
  uint8_t tl0PicIdx = 0;
  friend bool operator==(const PictureShift&, const PictureShift&) = default;
};

/// Bytes to put over those of a payload.
struct PayloadPatch {
  uint8_t at = 0;
  uint8_t size = 0;  // none: leave the payload as it is
  std::array<uint8_t, 4> bytes{};
};

/// The descriptor's numbers after the shift; `payload` is the one they were read from.
PayloadPatch patchOf(const codecs::PictureNumbers& numbers, const PictureShift& shift,
                     Bytes payload);

/// Decides the shift, as the Rewriter decides sequence numbers: a new source goes on behind
/// the last one, a VP8 picture that is left out leaves no gap (libwebrtc waits for a missing id
/// in front of upper temporal layers). VP9 is never told of what was left out: its references
/// are counted in picture ids.
class PictureRewriter {
 public:
  /// The next picture is of another source.
  void restart() { isInterrupted_ = hasStarted_; }

  /// Call for each packet that passes, in the order they come. Packets of one picture, and
  /// those that come late, get the shift of their picture.
  PictureShift rewrite(const codecs::PictureNumbers& numbers);
  /// Call for each packet that is left out, though the numbers of its picture should close up.
  void skip(const codecs::PictureNumbers& numbers);

 private:
  int64_t extend(const codecs::PictureNumbers& numbers) const;
  void advanceTo(int64_t picture);
  void startSegment(const codecs::PictureNumbers& numbers);
  PictureShift shiftAt(int64_t picture) const;

  bool hasStarted_ = false;
  bool isInterrupted_ = false;
  int64_t newest_ = 0;     // input
  int64_t offset_ = 0;     // output minus input, for the newest picture and later ones
  uint64_t skipped_ = 0;   // bit n: the picture n before the newest was left out
  uint8_t tl0Offset_ = 0;  // output minus input
  uint8_t tl0Last_ = 0;    // output
};

}  // namespace sfu::streams
