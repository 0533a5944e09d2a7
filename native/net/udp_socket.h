// A bound UDP socket that reads and writes in batches.
#pragma once
#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/address.h"
#include "base/bytes.h"
#include "base/packet_buffer.h"
#include "base/result.h"
#include "net/datagram_io.h"
#include "net/run_sender.h"

namespace sfu::net {

/// One UDP socket on the worker's loop.
/// Single-threaded. The receive handler may destroy the socket.
///
/// Datagrams are read many at a time (recvmmsg) straight into pooled buffers,
/// and what one read brought is one batch for the handler. The number of reads
/// per wake-up is bounded, so that one busy socket does not starve the others.
class UdpSocket {
 public:
  using OnBatch = std::function<void(UdpSocket& socket, std::span<Received> batch)>;

  /// How many datagrams one batch has at most.
  static constexpr size_t kMaxBatch = kMaxDatagramsPerCall;
  /// How many batches one wake-up brings at most.
  static constexpr size_t kMaxReads = 8;

  struct Counters {
    uint64_t datagramsReceived = 0;
    uint64_t bytesReceived = 0;
    uint64_t truncated = 0;  // larger than a PacketBuffer, and dropped
    uint64_t readCalls = 0;
    SendCounters sent;
  };

  /// Port 0 leaves the choice to the kernel. The failure says which address and why:
  /// INVALID_STATE if it is in use, INVALID_PARAMETERS if it cannot be bound, else UNSUPPORTED.
  static Result<std::unique_ptr<UdpSocket>> bind(uv_loop_t& loop, const Address& local,
                                                 PacketPool& pool, OnBatch onBatch);

  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;
  ~UdpSocket();

  /// With the port that was really bound.
  const Address& local() const;

  /// Best effort, like UDP itself: runs to a dead destination do not hinder the others. What the
  /// kernel has no room for now is copied, up to a bound, and leaves in order once there is room.
  void send(std::span<const SendRun> runs);
  void sendOne(const Address& remote, Bytes datagram);

  Counters counters() const;

 private:
  struct State;

  explicit UdpSocket(State* state) : state_(state) {}

  State* state_;  // deleted when libuv lets go of its handle
};

}  // namespace sfu::net
