#include "codecs/vp9.h"

namespace sfu::codecs {
namespace {

constexpr int kMaxReferences = 3;

uint8_t offsetIn(Bytes payload, const ByteReader& reader) {
  return static_cast<uint8_t>(payload.size() - reader.remaining());
}

void parsePictureId(Bytes payload, ByteReader& reader, Vp9Descriptor& descriptor) {
  descriptor.pictureIdAt = offsetIn(payload, reader);
  const uint8_t first = reader.u8();
  descriptor.hasLongPictureId = (first & 0x80) != 0;
  descriptor.pictureId = first & 0x7f;
  if (descriptor.hasLongPictureId) {
    descriptor.pictureId = static_cast<uint16_t>(descriptor.pictureId << 8 | reader.u8());
  }
}

void parseLayers(Bytes payload, ByteReader& reader, Vp9Descriptor& descriptor) {
  descriptor.hasLayers = true;
  const uint8_t layers = reader.u8();
  descriptor.temporalLayer = layers >> 5;
  descriptor.isSwitchingUpPoint = (layers & 0x10) != 0;
  descriptor.spatialLayer = layers >> 1 & 0x07;
  descriptor.isInterLayerPredicted = (layers & 0x01) != 0;
  if (descriptor.isFlexible) return;
  descriptor.tl0PicIdxAt = offsetIn(payload, reader);
  descriptor.tl0PicIdx = reader.u8();
}

/// False if there are more references than the three that are allowed.
bool skipReferences(ByteReader& reader) {
  for (int i = 0; i < kMaxReferences; ++i) {
    const bool hasMore = (reader.u8() & 0x01) != 0;
    if (!hasMore) return true;
  }
  return false;
}

/// The scalability structure. RFC 9628, section 4.2.1.
///
///  | N_S |Y|G|-|-|-|  then, if Y, width and height of each layer
///  |      N_G      |  if G: then a picture group
///  | TID |U| R |-|-|  of each picture, with R references of a byte
void parseStructure(ByteReader& reader, Vp9Descriptor& descriptor) {
  const uint8_t first = reader.u8();
  const size_t layers = (first >> 5) + size_t{1};
  const bool hasResolutions = (first & 0x10) != 0;
  const bool hasGroup = (first & 0x08) != 0;
  descriptor.spatialLayerCount = static_cast<uint8_t>(layers);
  if (hasResolutions) reader.take(4 * layers);
  if (!hasGroup) return;
  const size_t pictures = reader.u8();
  for (size_t i = 0; i < pictures && reader.ok(); ++i) reader.take(reader.u8() >> 2 & 0x03);
}

}  // namespace

std::optional<Vp9Descriptor> Vp9Descriptor::parse(Bytes payload) {
  ByteReader reader(payload);
  Vp9Descriptor descriptor;
  const uint8_t first = reader.u8();
  descriptor.isInterPicturePredicted = (first & 0x40) != 0;
  descriptor.isFlexible = (first & 0x10) != 0;
  descriptor.startsFrame = (first & 0x08) != 0;
  descriptor.endsFrame = (first & 0x04) != 0;
  descriptor.isUpperLayerReference = (first & 0x01) == 0;

  if ((first & 0x80) != 0) parsePictureId(payload, reader, descriptor);
  if ((first & 0x20) != 0) parseLayers(payload, reader, descriptor);
  const bool hasReferences = descriptor.isFlexible && descriptor.isInterPicturePredicted;
  if (hasReferences && !skipReferences(reader)) return std::nullopt;
  if ((first & 0x02) != 0) parseStructure(reader, descriptor);
  if (!reader.ok() || reader.remaining() == 0) return std::nullopt;

  descriptor.size = static_cast<uint16_t>(payload.size() - reader.remaining());
  return descriptor;
}

FrameInfo vp9FrameInfo(Bytes payload) {
  const auto descriptor = Vp9Descriptor::parse(payload);
  if (!descriptor) return {};
  const bool isIntra = descriptor->startsFrame && !descriptor->isInterPicturePredicted;
  // An upper layer that is predicted from the one below needs that one first.
  const bool standsAlone = descriptor->spatialLayer == 0 || !descriptor->isInterLayerPredicted;
  return {.isKeyFrame = isIntra && standsAlone,
          .startsFrame = descriptor->startsFrame,
          .temporalLayer = descriptor->temporalLayer,
          .spatialLayer = descriptor->spatialLayer,
          .isLayerSync = descriptor->isSwitchingUpPoint || isIntra,
          .endsFrame = descriptor->endsFrame,
          .isIntraPicture = isIntra,
          .tellsLayers = true,
          .picture = {.pictureId = descriptor->pictureId,
                      .pictureIdAt = descriptor->pictureIdAt,
                      .tl0PicIdx = descriptor->tl0PicIdx,
                      .tl0PicIdxAt = descriptor->tl0PicIdxAt,
                      .hasLongPictureId = descriptor->hasLongPictureId}};
}

}  // namespace sfu::codecs
