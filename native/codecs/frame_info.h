// What the server has to know of a packet's place in its video.
#pragma once
#include <cstdint>
#include <string_view>

namespace sfu::codecs {

enum class Codec : uint8_t { kOther, kOpus, kVp8, kVp9, kH264, kH265, kAv1 };

/// By media type ("video/VP8"), without regard to case. kOther for what has no parser here.
Codec codecByName(std::string_view mediaType);

/// The numbers of a picture in the payload descriptor of VP8 or VP9, and where they stand:
/// offsets from the payload's first byte, 0 where a number is absent. TL0PICIDX follows the
/// picture id within four bytes.
struct PictureNumbers {
  uint16_t pictureId = 0;
  uint8_t pictureIdAt = 0;
  uint8_t tl0PicIdx = 0;
  uint8_t tl0PicIdxAt = 0;
  bool hasLongPictureId = false;  // 15 bits, big-endian, the top bit of the first byte set
};

/// What a payload, or the dependency descriptor beside it, says about the frame it belongs to. All
/// false and zero where the codec says nothing, or the payload is broken.
struct FrameInfo {
  /// The packet begins a frame at which a decoder that has nothing can start.
  bool isKeyFrame = false;
  /// The packet holds what a decoder has to know before the slices: H.264's SPS, H.265's VPS or
  /// SPS. A key frame begins with it, and not with the slices behind it.
  bool hasParameterSets = false;
  /// The packet begins a frame; with spatial layers, a frame of its layer.
  bool startsFrame = false;
  uint8_t temporalLayer = 0;
  uint8_t spatialLayer = 0;
  /// No other frame refers to this one.
  bool isDiscardable = false;
  /// A viewer of lower temporal layers may go up to this one here.
  bool isLayerSync = false;
  /// The packet ends a frame of its layer. Only VP9 says so; elsewhere it is the marker bit.
  bool endsFrame = false;
  /// No earlier picture is needed, at most the layers below of the same one: a viewer may go up
  /// to this spatial layer here. Only VP9 says more than isKeyFrame.
  bool isIntraPicture = false;
  /// The layers stand in every packet, not only where a frame begins.
  bool tellsLayers = false;
  /// From this frame on all up to that temporal layer can be decoded. Only the dependency
  /// descriptor says more than isLayerSync.
  uint8_t opensTemporalLayer = 0;
  PictureNumbers picture;
};

}  // namespace sfu::codecs
