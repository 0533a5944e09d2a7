// Datagrams within a stream: a length of two bytes in front of each. RFC 4571, section 2.
#pragma once
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/packet_buffer.h"

namespace sfu::net {

/// Cuts a stream back into datagrams, however it was torn on its way.
///
///  |            length             |  that many bytes …
///
/// Every stream of bytes is well formed. Empty datagrams are left out; one that
/// is larger than a PacketBuffer is no media: it is skipped and counted.
class Deframer {
 public:
  explicit Deframer(PacketPool& pool) : pool_(pool) {}

  /// Takes bytes off the front of `bytes` until a datagram is complete; none once all are taken.
  PacketRef next(Bytes& bytes);

  /// Datagrams that were larger than a PacketBuffer.
  uint64_t oversized() const { return oversized_; }

 private:
  bool readLength(Bytes& bytes);
  void readPayload(Bytes& bytes);

  PacketPool& pool_;
  uint8_t lengthBytes_ = 0;  // of the length, that are read
  uint16_t length_ = 0;
  size_t missing_ = 0;  // bytes of the datagram that are still to come
  PacketRef packet_;    // none while a datagram is skipped
  uint64_t oversized_ = 0;
};

/// What framing adds to a datagram.
constexpr size_t kFrameOverhead = 2;

/// Appends each datagram of `run` with its length. All are `segmentSize` bytes long, only the last
/// may be shorter.
void appendFramed(std::vector<uint8_t>& stream, Bytes run, uint16_t segmentSize);

}  // namespace sfu::net
