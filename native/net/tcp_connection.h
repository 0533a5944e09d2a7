// One accepted TCP connection that carries datagrams.
#pragma once
#include <uv.h>

#include <functional>
#include <memory>
#include <span>

#include "base/address.h"
#include "base/bytes.h"
#include "base/packet_buffer.h"
#include "net/datagram_io.h"
#include "net/run_sender.h"
#include "net/timer.h"

namespace sfu::net {

/// What a connection may use up.
struct TcpLimits {
  size_t maxConnections = 1024;
  /// Of these, a quarter is for those that have not proven themselves yet: participants that stay
  /// must not keep others from coming.
  size_t maxProven() const { return maxConnections - maxConnections / 4; }
  /// From one IPv4 address, or one /64 network of IPv6.
  size_t maxUnprovenPerSource = 32;
  /// A peer that has not proven by then that it belongs here is cut off.
  Duration proofDeadline = std::chrono::seconds(10);
  /// A peer that reads slower than we send loses datagrams beyond this: late media is worth less
  /// than memory. Enough for a large key frame.
  size_t maxQueuedBytes = 256 * 1024;
};

struct TcpCounters {
  uint64_t datagramsReceived = 0;
  uint64_t bytesReceived = 0;  // of datagrams
  uint64_t oversized = 0;      // datagrams that no PacketBuffer can hold
  uint64_t datagramsSent = 0;  // handed to the kernel, or waiting for it
  uint64_t bytesSent = 0;
  uint64_t dropped = 0;  // datagrams that the queue had no room for
  uint64_t readCalls = 0;
  uint64_t writeCalls = 0;

  TcpCounters& operator+=(const TcpCounters& other);
};

/// The server's side of one connection of RFC 6544, framed as RFC 4571 says.
///
/// Belongs to a TcpListener. Either handler may destroy it; `onClosed` comes at
/// most once, never from within send() or flush().
class TcpConnection {
 public:
  using OnBatch = std::function<void(std::span<Received> batch)>;
  using OnClosed = std::function<void()>;

  /// How many datagrams one batch has at most.
  static constexpr size_t kMaxBatch = kMaxDatagramsPerCall;

  /// Takes the connection that waits at `server`; nullptr if it is gone again. `room` is what
  /// bytes are read into: all connections of a loop may share it.
  static std::unique_ptr<TcpConnection> accept(uv_stream_t& server, const TcpLimits& limits,
                                               PacketPool& pool, MutableBytes room);

  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;
  ~TcpConnection();

  const Address& remote() const;
  int descriptor() const;

  /// Begins to read, and the time in which the peer has to prove itself.
  void start(OnBatch onBatch, OnClosed onClosed);
  /// The peer belongs here and may stay.
  void setProven();
  bool isProven() const { return isProven_; }

  /// Queues the datagrams of `run`, as far as there is room, until flush().
  void queue(const SendRun& run);
  /// Writes what is queued; what the kernel does not take now follows by itself.
  void flush();

  TcpCounters counters() const;

 private:
  struct State;

  TcpConnection(State* state, const TcpLimits& limits, uv_loop_t& loop);
  void handleDeadline();

  State* state_;  // deleted when libuv lets go of its handle
  const TcpLimits limits_;
  bool isProven_ = false;
  Timer deadline_;
};

}  // namespace sfu::net
