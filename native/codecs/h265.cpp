#include "codecs/h265.h"

#include <algorithm>

namespace sfu::codecs {
namespace {

// NAL unit types. ITU-T H.265, table 7-1; RFC 7798, section 4.4.
constexpr uint8_t kTsaN = 2;  // temporal and step-wise temporal sub-layer access: 2 to 5
constexpr uint8_t kStsaR = 5;
constexpr uint8_t kFirstIrap = 16;
constexpr uint8_t kLastIrap = 23;
constexpr uint8_t kLastSlice = 31;
constexpr uint8_t kVps = 32;
constexpr uint8_t kSps = 33;
constexpr uint8_t kAccessUnitDelimiter = 35;
constexpr uint8_t kPrefixSei = 39;
constexpr uint8_t kAggregation = 48;
constexpr uint8_t kFragment = 49;

constexpr size_t kUnitHeaderSize = 2;

uint8_t typeOf(uint8_t firstByte) {
  return firstByte >> 1 & 0x3f;
}

/// Adds what one NAL unit, or its first fragment, tells. A picture begins with the slice
/// segment whose first bit, first_slice_segment_in_pic_flag, is set.
void addUnit(uint8_t type, Bytes behindHeader, FrameInfo& info) {
  const bool startsPicture =
      type <= kLastSlice && !behindHeader.empty() && (behindHeader[0] & 0x80) != 0;
  const bool leadsPicture = (type >= kVps && type <= kAccessUnitDelimiter) || type == kPrefixSei;
  const bool isIrap = type >= kFirstIrap && type <= kLastIrap;
  if (startsPicture || leadsPicture) info.startsFrame = true;
  if (type == kVps || type == kSps) info.hasParameterSets = true;
  if (info.hasParameterSets || (isIrap && startsPicture)) info.isKeyFrame = true;
  if (type >= kTsaN && type <= kStsaR) info.isLayerSync = true;
}

/// RFC 7798, section 4.4.2: units of 16-bit size, one behind the other. False if truncated.
bool addAggregated(Bytes units, FrameInfo& info) {
  ByteReader reader(units);
  while (reader.remaining() > 0) {
    const Bytes unit = reader.take(reader.u16());
    if (!reader.ok() || unit.size() < kUnitHeaderSize) return false;
    addUnit(typeOf(unit[0]), unit.subspan(kUnitHeaderSize), info);
  }
  return true;
}

}  // namespace

FrameInfo h265FrameInfo(Bytes payload) {
  if (payload.size() < kUnitHeaderSize + 1) return {};
  const uint8_t type = typeOf(payload[0]);
  const Bytes rest = payload.subspan(kUnitHeaderSize);

  FrameInfo info;
  if (type == kAggregation) {
    if (!addAggregated(rest, info)) return {};
  } else if (type == kFragment) {
    const bool isFirstFragment = (rest[0] & 0x80) != 0;
    if (isFirstFragment) addUnit(rest[0] & 0x3f, rest.subspan(1), info);
  } else {
    addUnit(type, rest, info);
  }
  // nuh_temporal_id_plus1 is never zero in a valid header.
  const auto temporalIdPlus1 = static_cast<uint8_t>(payload[1] & 0x07);
  info.temporalLayer = static_cast<uint8_t>(std::max<uint8_t>(temporalIdPlus1, 1) - 1);
  info.isIntraPicture = info.isKeyFrame;
  return info;
}

}  // namespace sfu::codecs
