#include "codecs/h264.h"

namespace sfu::codecs {
namespace {

// NAL unit types. ITU-T H.264, table 7-1; RFC 6184, table 1.
constexpr uint8_t kSlice = 1;
constexpr uint8_t kIdrSlice = 5;
constexpr uint8_t kSei = 6;
constexpr uint8_t kSps = 7;
constexpr uint8_t kPps = 8;
constexpr uint8_t kAccessUnitDelimiter = 9;
constexpr uint8_t kStapA = 24;
constexpr uint8_t kFuA = 28;

/// Adds what one NAL unit, or its first fragment, tells. `behindHeader` is what follows its
/// header. A picture begins with the slice that begins with macroblock 0: first_mb_in_slice
/// is the first field, and as Exp-Golomb code its zero is a single set bit.
void addUnit(uint8_t type, Bytes behindHeader, FrameInfo& info) {
  const bool isSlice = type == kSlice || type == kIdrSlice;
  const bool startsPicture = isSlice && !behindHeader.empty() && (behindHeader[0] & 0x80) != 0;
  const bool leadsPicture =
      type == kSei || type == kSps || type == kPps || type == kAccessUnitDelimiter;
  if (startsPicture || leadsPicture) info.startsFrame = true;
  if (type == kSps) info.hasParameterSets = true;
  if (type == kSps || (type == kIdrSlice && startsPicture)) info.isKeyFrame = true;
}

/// RFC 6184, section 5.7.1: units of 16-bit size, one behind the other.
FrameInfo stapAFrameInfo(Bytes payload, bool isReference) {
  FrameInfo info;
  bool hasSlice = false;
  ByteReader reader(payload.subspan(1));
  while (reader.remaining() > 0) {
    const Bytes unit = reader.take(reader.u16());
    if (!reader.ok() || unit.empty()) return {};
    const uint8_t type = unit[0] & 0x1f;
    hasSlice = hasSlice || type == kSlice;
    addUnit(type, unit.subspan(1), info);
  }
  info.isDiscardable = hasSlice && !isReference;
  return info;
}

}  // namespace

FrameInfo h264FrameInfo(Bytes payload) {
  if (payload.size() < 2) return {};
  const uint8_t type = payload[0] & 0x1f;
  const bool isReference = (payload[0] & 0x60) != 0;  // nal_ref_idc

  FrameInfo info;
  if (type == kStapA) {
    info = stapAFrameInfo(payload, isReference);
  } else if (type == kFuA) {
    const bool isFirstFragment = (payload[1] & 0x80) != 0;
    const uint8_t unitType = payload[1] & 0x1f;
    if (isFirstFragment) addUnit(unitType, payload.subspan(2), info);
    info.isDiscardable = unitType == kSlice && !isReference;
  } else {
    addUnit(type, payload.subspan(1), info);
    info.isDiscardable = type == kSlice && !isReference;
  }
  info.isIntraPicture = info.isKeyFrame;
  return info;
}

}  // namespace sfu::codecs
