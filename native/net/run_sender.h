// How runs of datagrams leave: cut into messages, retried, and queued under pressure.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <vector>

#include "base/address.h"

namespace sfu::net {

/// Contiguous datagrams for one destination: each is `segmentSize` bytes, only the last may be
/// shorter. A single datagram has segmentSize >= size.
struct SendRun {
  Address remote;
  const uint8_t* data = nullptr;
  size_t size = 0;
  uint16_t segmentSize = 0;
};

/// What one kernel message carries. `segmentSize` 0: one datagram; else the kernel cuts it
/// (UDP_SEGMENT).
struct SendMessage {
  const Address* remote = nullptr;
  const uint8_t* data = nullptr;
  size_t size = 0;
  uint16_t segmentSize = 0;
};

struct SendCounters {
  uint64_t datagrams = 0;
  uint64_t bytes = 0;
  uint64_t segmented = 0;  // datagrams of `datagrams` that the kernel cut for us
  uint64_t queued = 0;     // datagrams that had to wait for room
  uint64_t dropped = 0;    // datagrams that the kernel refused or the queue had no room for
  uint64_t calls = 0;      // system calls
};

/// Sends runs through a function that stands for the system call; knows no
/// socket itself.
///
/// Runs leave as segmented messages where the kernel can, else datagram by
/// datagram. A refusal of one message costs that run only. When the kernel has
/// no room, the rest is copied into a bounded queue and order is kept: the
/// owner calls flush() when there is room again.
class RunSender {
 public:
  /// Sends the first of `messages` and as many more as it can: how many were taken, or -errno
  /// for the first.
  using SendMessages = std::function<int(std::span<const SendMessage> messages)>;

  /// The kernel's limit of one segmented message, and a datagram's of its bytes.
  static constexpr size_t kMaxSegments = 64;
  static constexpr size_t kMaxMessageSize = 65000;
  static constexpr size_t kMaxMessages = 64;
  static constexpr size_t kMaxQueuedBytes = 4 * 1024 * 1024;
  /// So many segmented messages refused in a row, while their datagrams alone passed, mean that
  /// the kernel cannot do it. One is no proof: it may be the MTU of that path.
  static constexpr int kMaxRefusals = 8;

  RunSender(SendMessages sendMessages, bool canSegment);

  void send(std::span<const SendRun> runs);
  /// Sends what waits, as far as there is room. The owner calls it when there is said to be some;
  /// if there is none all the same, the oldest run is dropped, so that this comes to an end.
  void flush();
  bool isWaiting() const { return !queue_.empty(); }

  bool canSegment() const { return canSegment_; }
  const SendCounters& counters() const { return counters_; }

 private:
  /// The bytes of `run` from `offset` on are still to be sent.
  struct Position {
    size_t run = 0;
    size_t offset = 0;
  };
  struct Queued {
    Address remote;
    std::vector<uint8_t> bytes;
    uint16_t segmentSize = 0;
  };

  /// The run that is sent datagram by datagram, because it was refused as a segmented message.
  struct PlainRun {
    size_t index = SIZE_MAX;
    bool hasPassed = false;
  };

  Position sendUntilFull(std::span<const SendRun> runs);
  size_t layOut(std::span<const SendRun> runs, Position at, size_t plainRun);
  void countSent(const SendMessage& message);
  void countRefusal();
  void enqueue(std::span<const SendRun> runs, Position from);
  void dequeue(Position sent);

  SendMessages sendMessages_;
  bool canSegment_;
  int refusals_ = 0;
  SendCounters counters_;
  std::deque<Queued> queue_;
  size_t queuedBytes_ = 0;
  SendMessage messages_[kMaxMessages];
  Position ends_[kMaxMessages];  // where the rest begins once that message was taken
};

}  // namespace sfu::net
