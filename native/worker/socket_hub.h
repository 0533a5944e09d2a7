// Which transport a datagram belongs to, when all of them share one port.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"

namespace sfu::worker {

/// Names a transport of a worker.
struct TransportKey {
  uint32_t router = 0;
  uint32_t transport = 0;
  friend auto operator<=>(const TransportKey&, const TransportKey&) = default;
};

/// Over what a transport may be reached.
struct Access {
  bool udp = true;
  bool tcp = true;
  friend bool operator==(const Access&, const Access&) = default;
};

/// Routes by address; a STUN message, which may come from anywhere, by its ufrag.
class SocketHub {
 public:
  void addUfrag(std::string ufrag, TransportKey key, Access access = {});
  /// After an ICE restart: the same transport is reached over the same protocols. Of its
  /// ufrags before, only `kept` goes on.
  void replaceUfrag(TransportKey key, std::string ufrag, std::string_view kept);

  /// The owner of a datagram, if it has one.
  std::optional<TransportKey> find(const Route& route, Bytes datagram) const;

  /// No transport keeps more routes than this; who shows more loses the oldest.
  static constexpr size_t kMaxRoutes = 32;
  /// Of these over TCP, where each takes one of the worker's connections.
  explicit SocketHub(size_t maxTcpRoutes = 4) : maxTcpRoutes_(maxTcpRoutes) {}

  /// Whose the route is, if it is anybody's.
  std::optional<TransportKey> ownerOf(const Route& route) const;
  /// The transport has accepted this route: what comes on it is its own. Returns the route that it
  /// lost for it, if it had too many; never `kept`, which is in use.
  std::optional<Route> bind(const Route& route, TransportKey key,
                            const std::optional<Route>& kept = std::nullopt);
  /// The route does not exist any more; whose it was.
  std::optional<TransportKey> removeRoute(const Route& route);
  /// Returns the routes that it had.
  std::deque<Route> removeTransport(TransportKey key);

  size_t routeCount() const { return routes_.size(); }
  size_t ufragCount() const { return ufrags_.size(); }

 private:
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  struct UfragEntry {
    TransportKey key;
    Access access;
  };

  void forget(const Route& route, TransportKey owner);
  std::optional<Route> surplus(const Route& newcomer, TransportKey key,
                               const std::optional<Route>& kept) const;

  const size_t maxTcpRoutes_;
  std::unordered_map<Route, TransportKey> routes_;
  std::map<TransportKey, std::deque<Route>> routesOf_;  // oldest first
  std::unordered_map<std::string, UfragEntry, TextHash, std::equal_to<>> ufrags_;
  std::map<TransportKey, std::vector<std::string>> ufragsOf_;  // of an ICE restart: two
};

}  // namespace sfu::worker
