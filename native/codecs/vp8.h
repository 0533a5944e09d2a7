// The VP8 payload descriptor.
#pragma once
#include <optional>

#include "base/bytes.h"
#include "codecs/frame_info.h"

namespace sfu::codecs {

/// RFC 7741, section 4.2.
///
///   0 1 2 3 4 5 6 7
///  |X|R|N|S|R| PID |
///  |I|L|T|K|  RSV  |  if X
///  |M| PictureID   |  if I: 7 bits, or 15 with M
///  |   TL0PICIDX   |  if L
///  |TID|Y| KEYIDX  |  if T or K
///
/// Offsets are from the payload's first byte, 0 where a field is absent, so that a rewriter
/// can patch its own copy of the descriptor.
struct Vp8Descriptor {
  uint8_t size = 0;
  bool startsPartition = false;  // S
  uint8_t partition = 0;         // PID
  bool isDiscardable = false;    // N
  bool isKeyFrame = false;       // from the VP8 payload header behind it, with S and PID 0

  uint8_t pictureIdAt = 0;
  bool hasLongPictureId = false;  // 15 bits, big-endian, the top bit of the first byte set
  uint16_t pictureId = 0;
  uint8_t tl0PicIdxAt = 0;
  uint8_t tl0PicIdx = 0;
  bool hasTemporalLayer = false;
  uint8_t temporalLayer = 0;  // TID
  bool isLayerSync = false;   // Y

  /// Nothing if the descriptor is truncated or there is no VP8 payload behind it.
  static std::optional<Vp8Descriptor> parse(Bytes payload);
};

FrameInfo vp8FrameInfo(Bytes payload);

}  // namespace sfu::codecs
