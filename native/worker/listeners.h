// Every socket of a worker: which addresses it listens on, and the way out again.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/address.h"
#include "base/packet_buffer.h"
#include "base/random.h"
#include "base/result.h"
#include "ice/candidate.h"
#include "net/loop.h"
#include "net/tcp_listener.h"
#include "net/udp_socket.h"
#include "transport/egress_batch.h"
#include "worker/options.h"
#include "worker/socket_hub.h"

namespace sfu::worker {

/// A candidate of one transport, ready for the signalling.
struct Candidate {
  ice::HostCandidate host;
  std::string foundation;  // RFC 8445, section 5.1.1.3: one for each address and protocol
};

/// Where a batch of datagrams came in.
struct Source {
  Protocol protocol = Protocol::kUdp;
  Address local;
  std::optional<TransportKey> owner;  // of a port that one transport has for itself
};

/// One UDP and one TCP port on each address that the worker listens on. With
/// `portPerTransport` there is no common UDP port: each transport opens its own,
/// and TCP connections still share the worker's.
class Listeners {
 public:
  struct Handlers {
    std::function<void(const Source& source, std::span<net::Received> batch)> onBatch;
    /// A TCP connection is gone without close() having asked for it. Never from within send().
    std::function<void(const Route& route)> onGone;
  };
  using UdpVisitor = std::function<void(const net::UdpSocket& socket)>;
  using TcpVisitor = std::function<void(const net::TcpListener& listener)>;

  Listeners(net::Loop& loop, PacketPool& pool, Random& random, const Options& options,
            Handlers handlers);
  Listeners(const Listeners&) = delete;
  Listeners& operator=(const Listeners&) = delete;

  /// Opens the worker's ports. Fails if one cannot be had that was asked for by name.
  Status open();
  /// Opens the ports that a new transport has for itself, if any; all or none.
  Status openFor(TransportKey key, Access access);
  void closeFor(TransportKey key);

  /// In the order UDP over IPv4, UDP over IPv6, TCP over IPv4, TCP over IPv6.
  std::vector<Candidate> candidates(TransportKey key, Access access,
                                    const ice::CandidatePreferences& preferences) const;

  /// What goes to a socket or a connection that is not there is dropped.
  void send(std::span<const transport::EgressRun> runs);

  /// The peer behind this TCP connection belongs here.
  /// False if it is gone, or there is no place for one more that has proven itself.
  bool setProven(const Route& route);
  /// Ends a TCP connection.
  void close(const Route& route);

  void forEachUdp(const UdpVisitor& visit) const;
  void forEachTcp(const TcpVisitor& visit) const;

 private:
  struct ListenAddress {
    Address ip;
    std::string announced;
    const char* option;       // that asked for it
    bool isOptional = false;  // of a family that nobody asked for by name
    size_t position = 0;      // among the addresses of its family
  };
  /// A UDP socket and what is to leave by it.
  struct Outlet {
    std::unique_ptr<net::UdpSocket> socket;
    const ListenAddress* address;
    std::vector<net::SendRun> runs;
  };
  struct Inlet {
    std::unique_ptr<net::TcpListener> listener;
    const ListenAddress* address;
  };
  using Outlets = std::vector<std::unique_ptr<Outlet>>;

  Status addAddresses(const FamilyOptions& family, bool isIpv6, const char* option);
  Status openShared(const ListenAddress& address);
  Result<std::unique_ptr<Outlet>> openUdp(const ListenAddress& address,
                                          std::optional<TransportKey> owner);
  Result<std::unique_ptr<net::TcpListener>> openTcp(const ListenAddress& address,
                                                    uint16_t preferredPort);
  net::TcpListener* tcpAt(const Address& local) const;
  Candidate candidate(const Address& bound, Protocol protocol, const ListenAddress& address,
                      const ice::CandidatePreferences& preferences) const;

  net::Loop& loop_;
  PacketPool& pool_;
  Random& random_;
  const Options& options_;
  const Handlers handlers_;
  std::vector<ListenAddress> addresses_;  // as they stand after open()
  Outlets shared_;
  std::vector<Inlet> tcp_;
  std::map<TransportKey, Outlets> own_;
  std::unordered_map<Address, Outlet*> outlets_;  // all of them, by the address they are bound to
  std::vector<Outlet*> filled_;                   // within send()
};

}  // namespace sfu::worker
