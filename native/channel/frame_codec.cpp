#include "channel/frame_codec.h"

namespace sfu::channel {

namespace {

constexpr size_t kLengthSize = 4;

}  // namespace

bool appendFrame(std::vector<uint8_t>& stream, Bytes payload) {
  if (payload.size() > kMaxFrameSize) return false;
  const size_t at = stream.size();
  stream.resize(at + kLengthSize + payload.size());
  ByteWriter writer(MutableBytes(stream).subspan(at));
  writer.u32(static_cast<uint32_t>(payload.size()));
  writer.bytes(payload);
  return true;
}

void FrameReader::push(Bytes bytes) {
  if (failed_) return;
  // Moving the rest only once it is the smaller part keeps the cost per byte constant.
  if (readAt_ > stream_.size() / 2) {
    stream_.erase(stream_.begin(), stream_.begin() + static_cast<ptrdiff_t>(readAt_));
    readAt_ = 0;
  }
  stream_.insert(stream_.end(), bytes.begin(), bytes.end());
}

std::optional<std::vector<uint8_t>> FrameReader::next() {
  ByteReader reader(Bytes(stream_).subspan(readAt_));
  const uint32_t length = reader.u32();
  if (failed_ || !reader.ok()) return std::nullopt;
  if (length > kMaxFrameSize) {
    failed_ = true;
    stream_ = {};
    readAt_ = 0;
    return std::nullopt;
  }
  const Bytes payload = reader.take(length);
  if (!reader.ok()) return std::nullopt;
  readAt_ += kLengthSize + length;
  return std::vector<uint8_t>(payload.begin(), payload.end());
}

}  // namespace sfu::channel
