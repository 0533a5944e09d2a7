// The VP9 payload descriptor.
#pragma once
#include <optional>

#include "base/bytes.h"
#include "codecs/frame_info.h"

namespace sfu::codecs {

/// RFC 9628, section 4.2.
///
///   0 1 2 3 4 5 6 7
///  |I|P|L|F|B|E|V|Z|
///  |M| PICTURE ID  |  if I: 7 bits, or 15 with M
///  | TID |U| SID |D|  if L
///  |   TL0PICIDX   |  if L and not F
///  |   P_DIFF    |N|  if F and P: up to three times
///  | SS            |  if V: scalability structure
///
/// Offsets are from the payload's first byte, 0 where a field is absent.
struct Vp9Descriptor {
  uint16_t size = 0;                     // with a picture group, above 255
  bool isInterPicturePredicted = false;  // P
  bool isFlexible = false;               // F
  bool startsFrame = false;              // B, of the layer frame
  bool endsFrame = false;                // E, of the layer frame
  bool isUpperLayerReference = true;     // not Z

  uint8_t pictureIdAt = 0;
  bool hasLongPictureId = false;
  uint16_t pictureId = 0;
  bool hasLayers = false;  // L
  uint8_t temporalLayer = 0;
  bool isSwitchingUpPoint = false;  // U
  uint8_t spatialLayer = 0;
  bool isInterLayerPredicted = false;  // D
  uint8_t tl0PicIdxAt = 0;
  uint8_t tl0PicIdx = 0;
  uint8_t spatialLayerCount = 0;  // from the scalability structure, 0 without

  /// Nothing if the descriptor is truncated or there is no VP9 payload behind it.
  static std::optional<Vp9Descriptor> parse(Bytes payload);
};

FrameInfo vp9FrameInfo(Bytes payload);

}  // namespace sfu::codecs
