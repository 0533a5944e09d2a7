#include "codecs/vp8.h"

namespace sfu::codecs {
namespace {

uint8_t offsetIn(Bytes payload, const ByteReader& reader) {
  return static_cast<uint8_t>(payload.size() - reader.remaining());
}

void parsePictureId(Bytes payload, ByteReader& reader, Vp8Descriptor& descriptor) {
  descriptor.pictureIdAt = offsetIn(payload, reader);
  const uint8_t first = reader.u8();
  descriptor.hasLongPictureId = (first & 0x80) != 0;
  descriptor.pictureId = first & 0x7f;
  if (descriptor.hasLongPictureId) {
    descriptor.pictureId = static_cast<uint16_t>(descriptor.pictureId << 8 | reader.u8());
  }
}

void parseExtension(Bytes payload, ByteReader& reader, Vp8Descriptor& descriptor) {
  const uint8_t flags = reader.u8();
  const bool hasKeyIndex = (flags & 0x10) != 0;
  descriptor.hasTemporalLayer = (flags & 0x20) != 0;
  if ((flags & 0x80) != 0) parsePictureId(payload, reader, descriptor);
  if ((flags & 0x40) != 0) {
    descriptor.tl0PicIdxAt = offsetIn(payload, reader);
    descriptor.tl0PicIdx = reader.u8();
  }
  if (!descriptor.hasTemporalLayer && !hasKeyIndex) return;
  const uint8_t layer = reader.u8();
  // Without T the two fields must be ignored: the byte is there for KEYIDX.
  if (!descriptor.hasTemporalLayer) return;
  descriptor.temporalLayer = layer >> 6;
  descriptor.isLayerSync = (layer & 0x20) != 0;
}

}  // namespace

std::optional<Vp8Descriptor> Vp8Descriptor::parse(Bytes payload) {
  ByteReader reader(payload);
  Vp8Descriptor descriptor;
  const uint8_t first = reader.u8();
  descriptor.isDiscardable = (first & 0x20) != 0;
  descriptor.startsPartition = (first & 0x10) != 0;
  descriptor.partition = first & 0x07;
  if ((first & 0x80) != 0) parseExtension(payload, reader, descriptor);
  if (!reader.ok() || reader.remaining() == 0) return std::nullopt;

  descriptor.size = offsetIn(payload, reader);
  // The first bit of the frame is its inverse key frame flag. RFC 6386, section 9.1.
  const bool startsFrame = descriptor.startsPartition && descriptor.partition == 0;
  descriptor.isKeyFrame = startsFrame && (payload[descriptor.size] & 0x01) == 0;
  return descriptor;
}

FrameInfo vp8FrameInfo(Bytes payload) {
  const auto descriptor = Vp8Descriptor::parse(payload);
  if (!descriptor) return {};
  return {.isKeyFrame = descriptor->isKeyFrame,
          .startsFrame = descriptor->startsPartition && descriptor->partition == 0,
          .temporalLayer = descriptor->temporalLayer,
          .isDiscardable = descriptor->isDiscardable,
          .isLayerSync = descriptor->isLayerSync,
          .isIntraPicture = descriptor->isKeyFrame,
          // libwebrtc leaves the layer out where a dependency descriptor has it.
          .tellsLayers = descriptor->hasTemporalLayer,
          .picture = {.pictureId = descriptor->pictureId,
                      .pictureIdAt = descriptor->pictureIdAt,
                      .tl0PicIdx = descriptor->tl0PicIdx,
                      .tl0PicIdxAt = descriptor->tl0PicIdxAt,
                      .hasLongPictureId = descriptor->hasLongPictureId}};
}

}  // namespace sfu::codecs
