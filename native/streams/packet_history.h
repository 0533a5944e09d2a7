// The newest packets of one received stream, for whoever has to send them again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/packet_buffer.h"
#include "base/time.h"
#include "rtp/rtp_packet_view.h"

namespace sfu::streams {

/// A packet as it was received: in plain text, and already parsed.
struct StoredPacket {
  int64_t extendedSequence = -1;
  Time receivedAt{};
  PacketRef buffer;
  rtp::PacketLayout layout;

  rtp::RtpPacketView view() const { return {buffer->bytes(), layout}; }
};

/// Keeps the packets of one received stream for all its senders: one copy,
/// however many viewers. A sender finds the number it wants in its SentLog.
///
/// A ring by extended sequence number. It grows with what kMaxAge of the stream
/// takes, up to the capacity, so that slow streams cost little. It pins pooled
/// buffers; call expire() about once a second so that those of a stream that
/// fell silent return to their pool.
class PacketHistory {
 public:
  static constexpr size_t kDefaultCapacity = 1024;
  /// An older repair comes too late for any viewer.
  static constexpr Duration kMaxAge = std::chrono::seconds(3);

  /// `capacity` is rounded up to a power of two.
  explicit PacketHistory(size_t capacity = kDefaultCapacity);

  /// Stores a packet, in order or not. One too old for the ring is not stored.
  void insert(int64_t extendedSequence, PacketRef buffer, const rtp::PacketLayout& layout,
              Time now);
  /// The packet, or null if it was never stored or is too old. Valid until the next call of
  /// insert() or expire().
  const StoredPacket* find(int64_t extendedSequence, Time now) const;
  /// Lets go of everything that is too old.
  void expire(Time now);

  size_t size() const { return size_; }

 private:
  static constexpr size_t kFirstSize = 32;

  static bool isExpired(const StoredPacket& packet, Time now) {
    return now - packet.receivedAt >= kMaxAge;
  }
  size_t indexOf(int64_t sequence) const {
    return static_cast<size_t>(sequence) & (slots_.size() - 1);
  }
  void release(StoredPacket& slot);
  void grow();

  size_t capacity_;
  std::vector<StoredPacket> slots_;  // a power of two of them
  size_t size_ = 0;
  int64_t oldest_ = 0;  // where expire() goes on; nothing lives below
  int64_t newest_ = -1;
};

}  // namespace sfu::streams
