// A listening TCP socket and its connections: the TCP counterpart of net/udp_socket.
#pragma once
#include <uv.h>

#include <functional>
#include <memory>
#include <span>

#include "base/address.h"
#include "base/packet_buffer.h"
#include "base/result.h"
#include "net/tcp_connection.h"

namespace sfu::net {

/// Passive host candidates of RFC 6544: clients connect, and both sides send
/// datagrams framed as in RFC 4571. A route names one connection.
///
/// Single-threaded. Connections are untrusted until setProven(): they have a deadline, and make
/// room for others when there are too many (see UnprovenConnections). Either handler may destroy
/// the listener.
class TcpListener {
 public:
  struct Handlers {
    /// What one read of one connection brought.
    std::function<void(const Address& local, std::span<Received> batch)> onBatch;
    /// The connection is gone: ended by the peer, failed, or unproven for too long. Not called
    /// for close().
    std::function<void(const Route& route)> onGone;
  };

  struct Counters {
    size_t connections = 0;  // open now
    uint64_t accepted = 0;
    uint64_t refused = 0;   // there were too many
    uint64_t unproven = 0;  // closed without having proven themselves
    uint64_t evicted = 0;   // of these, to make room
    TcpCounters traffic;    // of all connections, closed ones as well
  };

  /// Port 0 leaves the choice to the kernel. Failures as UdpSocket::bind() has them.
  static Result<std::unique_ptr<TcpListener>> listen(uv_loop_t& loop, const Address& local,
                                                     PacketPool& pool, Handlers handlers,
                                                     TcpLimits limits = {});

  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;
  ~TcpListener();

  /// With the port that was really bound.
  const Address& local() const;

  /// The peer of that connection belongs here. False if there is none, or there are too many that
  /// have proven themselves.
  bool setProven(const Address& remote);
  /// Ends that connection; what it has queued is written as far as the kernel takes it now.
  void close(const Address& remote);

  /// Queues a run for the connection it names, until flush(). Dropped if there is none.
  void queue(const SendRun& run);
  /// Writes what was queued, connection by connection.
  void flush();

  Counters counters() const;

 private:
  struct State;

  explicit TcpListener(State* state) : state_(state) {}

  State* state_;  // deleted when libuv lets go of its handle
};

}  // namespace sfu::net
