#include "rtp/rtp_header_writer.h"

#include "rtp/header_extensions.h"

namespace sfu::rtp {

RtpHeaderWriter::RtpHeaderWriter(MutableBytes out, bool marker, PayloadType payloadType,
                                 SequenceNumber sequence, uint32_t timestamp, Ssrc ssrc,
                                 ExtensionForm form)
    : out_(out), form_(form) {
  ByteWriter writer(out_);
  writer.u8(0x80);
  writer.u8(static_cast<uint8_t>((marker ? 0x80 : 0) | (payloadType.value() & 0x7f)));
  writer.u16(sequence.value());
  writer.u32(timestamp);
  writer.u32(ssrc.value());
  ok_ = writer.ok();
  size_ = writer.size();
}

void RtpHeaderWriter::extension(uint8_t id, Bytes value) {
  const bool isOneByte = form_ == ExtensionForm::kOneByte;
  const size_t maxSize = isOneByte ? 16 : 255;
  if (id == 0 || value.size() > maxSize || (isOneByte && (id > 14 || value.empty()))) ok_ = false;
  if (!ok_) return;

  const size_t at = size_ < kBlockAt ? kBlockAt : size_;
  const size_t headSize = isOneByte ? 1 : 2;
  if (at + headSize + value.size() > out_.size()) {
    ok_ = false;
    return;
  }
  ByteWriter writer(out_.subspan(at));
  if (isOneByte) {
    writer.u8(static_cast<uint8_t>(unsigned{id} << 4 | (value.size() - 1)));
  } else {
    writer.u8(id);
    writer.u8(static_cast<uint8_t>(value.size()));
  }
  writer.bytes(value);
  size_ = at + writer.size();
}

void RtpHeaderWriter::setPadding(bool hasPadding) {
  if (!ok_) return;
  out_[0] = static_cast<uint8_t>((out_[0] & ~0x20) | (hasPadding ? 0x20 : 0));
}

size_t RtpHeaderWriter::finish() {
  if (!ok_) return 0;
  if (size_ < kBlockAt) return size_;

  ByteWriter padding(out_.subspan(size_));
  padding.zeros((4 - size_ % 4) % 4);
  ok_ = padding.ok();
  if (!ok_) return 0;
  size_ += padding.size();

  out_[0] |= 0x10;
  ByteWriter head(out_.subspan(kBlockAt - 4));
  head.u16(form_ == ExtensionForm::kOneByte ? HeaderExtensions::kOneByteProfile
                                            : HeaderExtensions::kTwoByteProfile);
  head.u16(static_cast<uint16_t>((size_ - kBlockAt) / 4));
  return size_;
}

}  // namespace sfu::rtp
