#include "net/rfc4571.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sfu::net {

PacketRef Deframer::next(Bytes& bytes) {
  while (!bytes.empty()) {
    if (missing_ == 0 && !readLength(bytes)) continue;
    readPayload(bytes);
    if (missing_ == 0 && packet_) return std::exchange(packet_, {});
  }
  return {};
}

/// True once the length of a datagram that is not empty is known.
bool Deframer::readLength(Bytes& bytes) {
  length_ = static_cast<uint16_t>(length_ << 8 | bytes.front());
  bytes = bytes.subspan(1);
  if (++lengthBytes_ < kFrameOverhead) return false;
  lengthBytes_ = 0;
  missing_ = std::exchange(length_, uint16_t{0});
  if (missing_ > PacketBuffer::kCapacity) {
    ++oversized_;
  } else if (missing_ > 0) {
    packet_ = pool_.acquire();
    packet_->resize(0);
  }
  return missing_ > 0;
}

void Deframer::readPayload(Bytes& bytes) {
  const Bytes part = bytes.first(std::min(missing_, bytes.size()));
  bytes = bytes.subspan(part.size());
  missing_ -= part.size();
  if (!packet_ || part.empty()) return;
  const size_t at = packet_->size();
  packet_->resize(at + part.size());
  std::memcpy(packet_->data() + at, part.data(), part.size());
}

void appendFramed(std::vector<uint8_t>& stream, Bytes run, uint16_t segmentSize) {
  while (!run.empty()) {
    const size_t cut = segmentSize > 0 ? segmentSize : run.size();
    const Bytes datagram = run.first(std::min({cut, run.size(), size_t{UINT16_MAX}}));
    stream.push_back(static_cast<uint8_t>(datagram.size() >> 8));
    stream.push_back(static_cast<uint8_t>(datagram.size()));
    stream.insert(stream.end(), datagram.begin(), datagram.end());
    run = run.subspan(datagram.size());
  }
}

}  // namespace sfu::net
