#include "codecs/av1.h"

#include <optional>

namespace sfu::codecs {
namespace {

// OBU types. AV1 Bitstream & Decoding Process Specification, section 6.2.2.
constexpr uint8_t kSequenceHeader = 1;
constexpr uint8_t kTemporalDelimiter = 2;
constexpr uint8_t kFrameHeader = 3;
constexpr uint8_t kMetadata = 5;
constexpr uint8_t kFrame = 6;

constexpr int kMaxLeb128Size = 8;

/// Section 4.10.5 of the AV1 specification. Fails the reader where it is longer than eight bytes.
uint64_t leb128(ByteReader& reader) {
  uint64_t value = 0;
  for (int i = 0; i < kMaxLeb128Size; ++i) {
    const uint8_t byte = reader.u8();
    value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if ((byte & 0x80) == 0) return value;
  }
  reader.take(SIZE_MAX);
  return 0;
}

/// Takes the OBU elements of a payload, one after the other. Section 4.3: all have their size
/// in front if W is 0, all but the last of W otherwise.
class ElementReader {
 public:
  ElementReader(Bytes elements, unsigned count) : reader_(elements), count_(count) {}

  std::optional<Bytes> next() {
    if (reader_.remaining() == 0) return std::nullopt;
    ++taken_;
    const bool isLast = count_ != 0 && taken_ == count_;
    const uint64_t size = isLast ? reader_.remaining() : leb128(reader_);
    const Bytes element = reader_.take(size);
    if (!reader_.ok()) return std::nullopt;
    return element;
  }
  /// False if an element is truncated or there are others than W says.
  bool ok() const { return reader_.ok() && (count_ == 0 || taken_ == count_); }

 private:
  ByteReader reader_;
  unsigned count_;
  unsigned taken_ = 0;
};

/// What the elements of one packet tell together.
struct Elements {
  bool startsFrame = false;
  bool hasSequenceHeader = false;
  bool hasLayers = false;
  uint8_t temporalLayer = 0;
  uint8_t spatialLayer = 0;
};

/// Adds an element that begins with an OBU header.
///
///  |F| type  |X|S|-|    | TID |SID|-|-|-|  if X
void addObu(Bytes obu, Elements& elements) {
  if (obu.empty()) return;
  const uint8_t type = obu[0] >> 3 & 0x0f;
  const bool hasExtension = (obu[0] & 0x04) != 0;
  if (type == kSequenceHeader) elements.hasSequenceHeader = true;
  // A tile group or a redundant header goes on with a frame that has begun.
  if (type == kSequenceHeader || type == kTemporalDelimiter || type == kFrameHeader ||
      type == kMetadata || type == kFrame) {
    elements.startsFrame = true;
  }
  if (!hasExtension || obu.size() < 2 || elements.hasLayers) return;
  elements.hasLayers = true;
  elements.temporalLayer = obu[1] >> 5;
  elements.spatialLayer = obu[1] >> 3 & 0x03;
}

}  // namespace

FrameInfo av1FrameInfo(Bytes payload) {
  if (payload.size() < 2) return {};
  const bool continuesObu = (payload[0] & 0x80) != 0;    // Z
  const bool startsSequence = (payload[0] & 0x08) != 0;  // N
  const unsigned count = payload[0] >> 4 & 0x03u;

  Elements elements;
  ElementReader reader(payload.subspan(1), count);
  bool isContinuation = continuesObu;
  while (const auto element = reader.next()) {
    // The rest of an OBU from the packet before has no header.
    if (!isContinuation) addObu(*element, elements);
    isContinuation = false;
  }
  if (!reader.ok()) return {};

  const bool isKeyFrame = startsSequence && !continuesObu && elements.hasSequenceHeader;
  return {.isKeyFrame = isKeyFrame,
          .startsFrame = elements.startsFrame,
          .temporalLayer = elements.temporalLayer,
          .spatialLayer = elements.spatialLayer,
          .isIntraPicture = isKeyFrame};
}

}  // namespace sfu::codecs
