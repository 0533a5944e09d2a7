#include "rtp/forwarded_header.h"

#include <algorithm>

#include "rtp/rtp_header_writer.h"

namespace sfu::rtp {
namespace {

constexpr size_t kFixedSize = RtpPacketView::kFixedHeaderSize;
constexpr size_t kBlockAt = kFixedSize + 4;

constexpr uint32_t bit(ExtensionKind kind) {
  return 1u << static_cast<unsigned>(kind);
}

// They speak of the publisher's own transport and session.
constexpr uint32_t kNeverCopied =
    bit(ExtensionKind::kMid) | bit(ExtensionKind::kRid) | bit(ExtensionKind::kRepairedRid) |
    bit(ExtensionKind::kTransportSequenceNumber) | bit(ExtensionKind::kAbsSendTime) |
    bit(ExtensionKind::kVideoLayersAllocation);
static_assert(static_cast<unsigned>(ExtensionKind::kCount) <= 32);

void storeU16(uint8_t* at, uint32_t value) {
  at[0] = static_cast<uint8_t>(value >> 8);
  at[1] = static_cast<uint8_t>(value);
}
void storeU32(uint8_t* at, uint32_t value) {
  storeU16(at, value >> 16);
  storeU16(at + 2, value);
}

/// Writes elements of one form behind the fixed header.
template <ExtensionForm kForm>
class Block {
 public:
  Block(MutableBytes out, size_t limit) : out_(out.data()), outSize_(out.size()), limit_(limit) {}

  /// Whether this form is able to carry the element at all.
  static bool canCarry(uint8_t id, size_t size) {
    return kForm == ExtensionForm::kTwoByte || (id <= 14 && size - 1 < 16);
  }

  /// Writes the head of an element. The offset of its value, or 0 if the header gets too long.
  size_t add(uint8_t id, size_t size) {
    constexpr size_t kHeadSize = kForm == ExtensionForm::kOneByte ? 1 : 2;
    const size_t valueAt = at_ + kHeadSize;
    if (valueAt + size > limit_) return 0;
    if constexpr (kForm == ExtensionForm::kOneByte) {
      out_[at_] = static_cast<uint8_t>(unsigned{id} << 4 | (size - 1));
    } else {
      out_[at_] = id;
      out_[at_ + 1] = static_cast<uint8_t>(size);
    }
    at_ = valueAt + size;
    return valueAt;
  }

  /// A copy of constant size is several times as fast as one of variable size, and what
  /// it writes too much is overwritten by what follows.
  void copy(size_t to, Bytes packet, size_t from, size_t size) const {
    constexpr size_t kChunk = 16;
    if (size <= kChunk && from + kChunk <= packet.size() && to + kChunk <= outSize_) {
      std::memcpy(out_ + to, packet.data() + from, kChunk);
    } else if (size > 0) {
      std::memcpy(out_ + to, packet.data() + from, size);
    }
  }

  /// Pads and closes the block. The size of the header, or 0 if it is too long.
  size_t finish() {
    if (at_ == kBlockAt) return kFixedSize;
    const size_t size = (at_ + 3) & ~size_t{3};
    if (size > limit_) return 0;
    while (at_ < size) out_[at_++] = 0;

    out_[0] |= 0x10;
    storeU16(out_ + kFixedSize, kForm == ExtensionForm::kOneByte
                                    ? HeaderExtensions::kOneByteProfile
                                    : HeaderExtensions::kTwoByteProfile);
    storeU16(out_ + kFixedSize + 2, static_cast<uint32_t>((size - kBlockAt) / 4));
    return size;
  }

 private:
  uint8_t* out_;
  size_t outSize_;  // what may be written to
  size_t limit_;    // what the header may take
  size_t at_ = kBlockAt;
};

enum class Outcome { kWritten, kTooLong, kNeedsTwoByteForm };

/// What comes of an element that the one-byte form cannot carry.
Outcome misfitOf(const ForwardedHeader& header) {
  return header.forms == ExtensionForms::kMixed ? Outcome::kNeedsTwoByteForm : Outcome::kWritten;
}

template <ExtensionForm kForm>
[[gnu::always_inline]] inline Outcome writeName(Block<kForm>& block, uint8_t id, Bytes name,
                                                uint8_t* out, Outcome misfit) {
  if (id == 0 || name.empty()) return Outcome::kWritten;
  if (name.size() > 255) return Outcome::kTooLong;
  if (!block.canCarry(id, name.size())) return misfit;
  size_t at = block.add(id, name.size());
  if (at == 0) return Outcome::kTooLong;
  for (const uint8_t byte : name) out[at++] = byte;
  return Outcome::kWritten;
}

// Nearly no stream has one, so it stays out of the way.
template <ExtensionForm kForm>
[[gnu::noinline]] Outcome writeRid(Block<kForm>& block, const ForwardedHeader& header,
                                   uint8_t* out) {
  const auto kind = header.names.isRepair ? ExtensionKind::kRepairedRid : ExtensionKind::kRid;
  return writeName(block, header.ids.idOf(kind), header.names.rid, out, misfitOf(header));
}

template <ExtensionForm kForm>
Outcome writeNames(Block<kForm>& block, const ForwardedHeader& header, uint8_t* out) {
  const Outcome outcome = writeName(block, header.ids.idOf(ExtensionKind::kMid), header.names.mid,
                                    out, misfitOf(header));
  if (outcome != Outcome::kWritten || header.names.rid.empty()) return outcome;
  return writeRid(block, header, out);
}

template <ExtensionForm kForm>
Outcome copyElements(Block<kForm>& block, const ForwardedHeader& header) {
  for (size_t i = 0; i < header.extensions.count; ++i) {
    const ParsedExtensions::Element element = header.extensions.elements[i];
    const uint8_t id = header.ids.idOf(element.kind);
    if (id == 0 || (bit(element.kind) & kNeverCopied) != 0) continue;
    if (!block.canCarry(id, element.size)) {
      if (misfitOf(header) == Outcome::kWritten) continue;
      return Outcome::kNeedsTwoByteForm;
    }
    const size_t at = block.add(id, element.size);
    if (at == 0) return Outcome::kTooLong;
    block.copy(at, header.packet, element.at, element.size);
  }
  return Outcome::kWritten;
}

template <ExtensionForm kForm>
Outcome writeBlock(MutableBytes out, size_t limit, const ForwardedHeader& header, size_t& size) {
  Block<kForm> block(out, limit);
  Outcome outcome = writeNames(block, header, out.data());
  if (outcome == Outcome::kWritten) outcome = copyElements(block, header);
  if (outcome != Outcome::kWritten) return outcome;
  size = block.finish();
  return size > 0 ? Outcome::kWritten : Outcome::kTooLong;
}

}  // namespace

size_t ForwardedHeader::write(MutableBytes out) const {
  const size_t limit = std::min(out.size(), kMaxSize);
  if (limit < kFixedSize) return 0;
  out[0] = 0x80;
  out[1] = static_cast<uint8_t>((marker ? 0x80 : 0) | (payloadType.value() & 0x7f));
  storeU16(&out[2], sequence.value());
  storeU32(&out[4], timestamp);
  storeU32(&out[8], ssrc.value());

  size_t size = 0;
  // Nearly every header fits the one-byte form, so it is tried without a look ahead.
  Outcome outcome = forms == ExtensionForms::kTwoByte
                        ? Outcome::kNeedsTwoByteForm
                        : writeBlock<ExtensionForm::kOneByte>(out, limit, *this, size);
  if (outcome == Outcome::kNeedsTwoByteForm) {
    outcome = writeBlock<ExtensionForm::kTwoByte>(out, limit, *this, size);
  }
  return outcome == Outcome::kWritten ? size : 0;
}

}  // namespace sfu::rtp
