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

/// The bytes that all histories of one transport hold, and may hold. Each is told of it in each
/// call; the owner adds the sizes up now and then, as histories come and go.
struct HistoryBudget {
  /// More than three seconds of what any camera sends.
  static constexpr size_t kDefaultLimit = 16 * 1024 * 1024;

  size_t limit = kDefaultLimit;
  size_t used = 0;
  uint64_t packetsForgotten = 0;  // before their time, or not kept at all

  size_t room() const { return limit > used ? limit - used : 0; }
};

/// Keeps the packets of one received stream for all its senders: one copy,
/// however many viewers. A sender finds the number it wants in its SentLog.
///
/// A ring by extended sequence number. It grows with what kMaxAge of the stream
/// takes, up to the capacity, so that slow streams cost little. It pins pooled
/// buffers, small packets in small ones; call expire() about once a second so that those of a
/// stream that fell silent return to their pool. When its transport's budget is used up, a
/// history lets go of its own oldest packets for new ones.
class PacketHistory {
 public:
  static constexpr size_t kDefaultCapacity = 1024;
  /// An older repair comes too late for any viewer.
  static constexpr Duration kMaxAge = std::chrono::seconds(3);

  /// `capacity` is rounded up to a power of two.
  explicit PacketHistory(size_t capacity = kDefaultCapacity);

  /// Stores a packet, in order or not. One too old for the ring is not stored.
  void insert(int64_t extendedSequence, const PacketRef& buffer, const rtp::PacketLayout& layout,
              HistoryBudget& budget, Time now);
  /// The packet, or null if it was never stored or is too old. Valid until the next call of
  /// insert() or expire().
  const StoredPacket* find(int64_t extendedSequence, Time now) const;
  /// Lets go of everything that is too old.
  void expire(HistoryBudget& budget, Time now);

  size_t size() const { return size_; }
  /// What its packets take in memory.
  size_t bytes() const { return bytes_; }

 private:
  static constexpr size_t kFirstSize = 32;

  static bool isExpired(const StoredPacket& packet, Time now) {
    return now - packet.receivedAt >= kMaxAge;
  }
  size_t indexOf(int64_t sequence) const {
    return static_cast<size_t>(sequence) & (slots_.size() - 1);
  }
  void expire(Time now);
  bool makeRoom(size_t bytes, HistoryBudget& budget);
  void release(StoredPacket& slot);
  void grow();

  size_t capacity_;
  std::vector<StoredPacket> slots_;  // a power of two of them
  size_t size_ = 0;
  size_t bytes_ = 0;
  int64_t oldest_ = 0;  // where expire() goes on; nothing lives below
  int64_t newest_ = -1;
};

}  // namespace sfu::streams
