#include "load/source_stream.h"

#include <algorithm>

namespace sfu::load {

namespace {

constexpr uint32_t kMagic = 0x6c6f6164;
constexpr size_t kMaxPacketSize = 1200;
// Frames are up to this much larger or smaller than the mean.
constexpr uint64_t kFrameSpreadPercent = 15;

}  // namespace

void Marker::write(MutableBytes payload) const {
  ByteWriter writer(payload.subspan(kAt, kSize));
  writer.u32(kMagic);
  writer.u32(stream);
  writer.u64(index);
}

std::optional<Marker> Marker::parse(Bytes payload) {
  ByteReader reader(payload);
  reader.take(kAt);
  const bool isOurs = reader.u32() == kMagic;
  Marker marker;
  marker.stream = reader.u32();
  marker.index = reader.u64();
  if (!reader.ok() || !isOurs) return std::nullopt;
  return marker;
}

SourceStream::SourceStream(const SendDescription& description, uint64_t seed)
    : description_(description),
      randomState_(seed * 0x9e3779b97f4a7c15 + 1),
      sequence_(static_cast<uint16_t>(random())),
      pictureId_(static_cast<uint16_t>(random() & 0x7fff)),
      firstTimestamp_(static_cast<uint32_t>(random())),
      sentAt_(kRemembered) {
  for (uint8_t& byte : payload_) byte = static_cast<uint8_t>(random() >> 11);
  headerSize_ = writeHeader(false, Time{}, 0);
}

void SourceStream::start(Nanos now) {
  // Publishers of a meeting are not in step.
  startedAt_ = now + static_cast<Nanos>(random() % (kSecond / description_.framesPerSecond));
  frame_ = 0;
  beginFrame();
}

SourcePacket SourceStream::next(Nanos now, Time wall, uint16_t transportSequence) {
  const bool isFirst = packetOfFrame_ == 0;
  const bool isLast = packetOfFrame_ + 1 == packetsOfFrame_;
  writeHeader(isLast, wall, transportSequence);
  // As libwebrtc cuts: the later packets are the larger ones by a byte.
  const size_t smaller = frameSize_ / packetsOfFrame_;
  const size_t larger = frameSize_ % packetsOfFrame_;
  const size_t payloadSize = smaller + (packetOfFrame_ >= packetsOfFrame_ - larger ? 1 : 0);
  writeCodecHead(isFirst);
  Marker{description_.stream, count_}.write(payload_);

  sentAt_[count_ % kRemembered] = now;
  ++count_;
  octets_ += payloadSize;
  ++sequence_;
  if (isLast) {
    ++frame_;
    beginFrame();
  } else {
    ++packetOfFrame_;
    const size_t burst = description_.burst == 0 ? packetsOfFrame_ : description_.burst;
    const Nanos interval = kSecond / description_.framesPerSecond;
    nextAt_ = frameAt(frame_) + interval * static_cast<Nanos>(packetOfFrame_ / burst * burst) /
                                    static_cast<Nanos>(packetsOfFrame_);
  }
  return {{header_.data(), headerSize_}, {payload_.data(), payloadSize}};
}

std::optional<Nanos> SourceStream::sentAt(uint64_t index) const {
  if (index >= count_ || count_ - index > kRemembered) return std::nullopt;
  return sentAt_[index % kRemembered];
}

void SourceStream::beginFrame() {
  const uint64_t rate = description_.packetsPerSecond;
  const uint64_t frames = description_.framesPerSecond;
  packetOfFrame_ = 0;
  packetsOfFrame_ = (frame_ + 1) * rate / frames - frame_ * rate / frames;
  timestamp_ = firstTimestamp_ + static_cast<uint32_t>(frame_ * description_.clockRate /
                                                       description_.framesPerSecond);
  nextAt_ = frameAt(frame_);
  isKeyFrame_ = std::exchange(wantsKeyFrame_, false);
  if (isKeyFrame_) ++keyFrames_;
  pictureId_ = static_cast<uint16_t>((pictureId_ + 1) & 0x7fff);

  const size_t mean = packetsOfFrame_ * (description_.packetSize - headerSize_);
  const size_t most = packetsOfFrame_ * (kMaxPacketSize - headerSize_);
  const uint64_t percent = 100 - kFrameSpreadPercent + random() % (2 * kFrameSpreadPercent + 1);
  frameSize_ = std::min(mean * percent / 100, most);
  frameSize_ = std::max(frameSize_, packetsOfFrame_ * (Marker::kAt + Marker::kSize));
}

size_t SourceStream::writeHeader(bool isLast, Time wall, uint16_t transportSequence) {
  ByteWriter writer(header_);
  writer.u8(0x90);
  writer.u8(
      static_cast<uint8_t>((isLast && description_.isVideo ? 0x80 : 0) | description_.payloadType));
  writer.u16(sequence_);
  writer.u32(timestamp_);
  writer.u32(description_.ssrc);
  writer.u16(0xbede);  // RFC 8285, section 4.2
  writer.u16(0);       // in words; set below
  const size_t blockAt = writer.size();
  const auto element = [&](uint8_t id, size_t size) {
    writer.u8(static_cast<uint8_t>(unsigned{id} << 4 | (size - 1)));
  };
  if (description_.absSendTimeId != 0) {
    element(description_.absSendTimeId, 3);
    // 6.18 fixed point: the middle bits of the NTP time.
    writer.u24(static_cast<uint32_t>(NtpTime::from(wall).value >> 14) & 0xffffff);
  }
  if (description_.transportSequenceId != 0) {
    element(description_.transportSequenceId, 2);
    writer.u16(transportSequence);
  }
  if (description_.audioLevelId != 0) {
    element(description_.audioLevelId, 1);
    writer.u8(static_cast<uint8_t>(0x80 | (20 + count_ % 30)));  // voice, -20 … -49 dBov
  }
  writer.zeros((4 - (writer.size() - blockAt) % 4) % 4);
  header_[blockAt - 1] = static_cast<uint8_t>((writer.size() - blockAt) / 4);
  return writer.size();
}

/// RFC 7741, sections 4.2 and 4.3; for opus one byte, RFC 6716, section 3.1.
void SourceStream::writeCodecHead(bool isFirst) {
  if (!description_.isVideo) {
    payload_[0] = 0x78;
    return;
  }
  payload_[0] = static_cast<uint8_t>(0x80 | (isFirst ? 0x10 : 0));  // X, S
  payload_[1] = 0x80;                                               // I
  payload_[2] = static_cast<uint8_t>(0x80 | pictureId_ >> 8);       // M
  payload_[3] = static_cast<uint8_t>(pictureId_);
  if (!isFirst) return;
  const auto size = static_cast<uint32_t>(frameSize_);
  payload_[4] = static_cast<uint8_t>((isKeyFrame_ ? 0 : 1) | 0x10 | (size & 7) << 5);
  payload_[5] = static_cast<uint8_t>(size >> 3);
  payload_[6] = static_cast<uint8_t>(size >> 11);
  if (!isKeyFrame_) return;
  // Start code, then 1280 × 720.
  constexpr std::array<uint8_t, 7> kKeyFrameHead = {0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02};
  std::copy(kKeyFrameHead.begin(), kKeyFrameHead.end(), payload_.begin() + 7);
}

Nanos SourceStream::frameAt(uint64_t frame) const {
  return startedAt_ + static_cast<Nanos>(frame) * kSecond / description_.framesPerSecond;
}

/// xorshift64*: repeatable, and far too weak for anything but sizes.
uint64_t SourceStream::random() {
  randomState_ ^= randomState_ >> 12;
  randomState_ ^= randomState_ << 25;
  randomState_ ^= randomState_ >> 27;
  return (randomState_ * 0x2545f4914f6cdd1d) >> 32;
}

}  // namespace sfu::load
