#include "rtcp/transport_feedback.h"

#include <algorithm>
#include <span>

#include "base/assert.h"
#include "rtcp/header.h"

namespace sfu::rtcp {
namespace {

using Delta = std::optional<int16_t>;

constexpr size_t kFixedSize = 16;
// How many packets one chunk speaks of. Sections 3.1.3 and 3.1.4.
constexpr size_t kMaxRun = 0x1fff;
constexpr size_t kOneBitStatuses = 14;
constexpr size_t kTwoBitStatuses = 7;

// Packet status symbols; the value is also the size of the delta. Section 3.1.1.
constexpr unsigned kNotReceived = 0;
constexpr unsigned kSmallDelta = 1;
constexpr unsigned kLargeDelta = 2;
constexpr unsigned kReserved = 3;

unsigned statusOf(const Delta& delta) {
  if (!delta) return kNotReceived;
  return *delta >= 0 && *delta <= 0xff ? kSmallDelta : kLargeDelta;
}

/// Takes the statuses out of the chunks, one after the other.
///
///  |0| S |       run length        |    |1|0|  14 one-bit statuses  |
///                                       |1|1|  7 two-bit statuses   |
class StatusReader {
 public:
  explicit StatusReader(ByteReader& reader) : reader_(reader) {}

  unsigned next() {
    if (left_ == 0) open(reader_.u16());
    if (!reader_.ok()) return kNotReceived;
    --left_;
    if (isRun_) return run_;
    return bits_ >> (left_ * width_) & ((1u << width_) - 1);
  }

 private:
  void open(uint16_t chunk) {
    isRun_ = (chunk & 0x8000) == 0;
    if (isRun_) {
      run_ = chunk >> 13 & 3u;
      left_ = chunk & kMaxRun;
      if (left_ == 0) reader_.take(SIZE_MAX);  // a run of nothing: malformed
      return;
    }
    width_ = (chunk & 0x4000) == 0 ? 1 : 2;
    left_ = kOneBitStatuses / width_;
    bits_ = chunk & 0x3fffu;
  }

  ByteReader& reader_;
  size_t left_ = 0;
  bool isRun_ = false;
  unsigned run_ = 0;
  size_t width_ = 1;
  unsigned bits_ = 0;
};

struct Chunk {
  uint16_t bits = 0;
  size_t count = 0;  // of packets
};

/// The chunk that covers most packets from the first on. A vector is always full on the
/// wire, so it has to fit all the packets that it reaches; only behind the last may it be empty.
Chunk nextChunk(std::span<const Delta> deltas) {
  const unsigned first = statusOf(deltas[0]);
  size_t run = 1;
  while (run < std::min(deltas.size(), kMaxRun) && statusOf(deltas[run]) == first) ++run;

  const auto reached = deltas.first(std::min(deltas.size(), kOneBitStatuses));
  const bool fitsOneBit = std::none_of(reached.begin(), reached.end(), [](const Delta& delta) {
    return statusOf(delta) == kLargeDelta;
  });
  const size_t width = fitsOneBit ? 1 : 2;
  const size_t count = fitsOneBit ? reached.size() : std::min(deltas.size(), kTwoBitStatuses);
  if (run >= count) return {static_cast<uint16_t>(first << 13 | run), run};

  unsigned bits = fitsOneBit ? 0x8000 : 0xc000;
  for (size_t i = 0; i < count; ++i) {
    bits |= statusOf(deltas[i]) << (kOneBitStatuses - (i + 1) * width);
  }
  return {static_cast<uint16_t>(bits), count};
}

/// The size on the wire, with the padding to whole words.
size_t bodySize(std::span<const Delta> deltas) {
  size_t size = kFixedSize;
  for (const Delta& delta : deltas) size += statusOf(delta);
  for (auto rest = deltas; !rest.empty(); size += 2) rest = rest.subspan(nextChunk(rest).count);
  return (size + 3) / 4 * 4;
}

}  // namespace

std::optional<TransportFeedback> TransportFeedback::parse(const Item& item) {
  ByteReader reader(item.body);
  TransportFeedback feedback;
  feedback.sender = Ssrc(reader.u32());
  feedback.media = Ssrc(reader.u32());
  feedback.baseSequence = reader.u16();
  const size_t count = reader.u16();
  feedback.referenceTime = static_cast<int32_t>(reader.u24() << 8) >> 8;
  feedback.feedbackCount = reader.u8();
  if (!reader.ok() || count == 0 || count > kMaxStatusCount) return std::nullopt;

  std::vector<Delta>& deltas = feedback.deltas;
  deltas.reserve(count);
  // The status waits in the place of the delta until all chunks are read.
  StatusReader statuses(reader);
  for (size_t i = 0; i < count && reader.ok(); ++i) {
    const unsigned status = statuses.next();
    if (status == kReserved) return std::nullopt;
    deltas.push_back(status == kNotReceived ? Delta() : Delta(static_cast<int16_t>(status)));
  }
  for (Delta& delta : deltas) {
    if (!delta) continue;
    delta = *delta == kSmallDelta ? static_cast<int16_t>(reader.u8())
                                  : static_cast<int16_t>(reader.u16());
  }
  if (!reader.ok()) return std::nullopt;
  return feedback;
}

void TransportFeedback::write(ByteWriter& writer) const {
  SFU_ASSERT(!deltas.empty() && deltas.size() <= kMaxStatusCount);
  const size_t size = bodySize(deltas);
  const size_t startsAt = writer.size();
  writeHeader(writer, kFormat, kPacketType, size);
  writer.u32(sender.value());
  writer.u32(media.value());
  writer.u16(baseSequence);
  writer.u16(static_cast<uint16_t>(deltas.size()));
  writer.u24(static_cast<uint32_t>(referenceTime) & 0xffffff);
  writer.u8(feedbackCount);

  for (std::span<const Delta> rest(deltas); !rest.empty();) {
    const Chunk chunk = nextChunk(rest);
    writer.u16(chunk.bits);
    rest = rest.subspan(chunk.count);
  }
  for (const Delta& delta : deltas) {
    if (statusOf(delta) == kSmallDelta) writer.u8(static_cast<uint8_t>(*delta));
    if (statusOf(delta) == kLargeDelta) writer.u16(static_cast<uint16_t>(*delta));
  }
  if (writer.ok()) writer.zeros(kHeaderSize + size - (writer.size() - startsAt));
}

}  // namespace sfu::rtcp
