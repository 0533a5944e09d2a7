#include "worker/socket_hub.h"

#include "stun/message.h"

namespace sfu::worker {

std::optional<TransportKey> SocketHub::find(const Route& route, Bytes datagram) const {
  // A ufrag speaks louder than an address: a reloaded page may come again from
  // the port of its former self.
  const bool mayBeStun = !datagram.empty() && datagram[0] <= 3;
  if (mayBeStun) {
    if (const auto ufrag = stun::localUfragOf(datagram)) {
      const auto byUfrag = ufrags_.find(*ufrag);
      if (byUfrag == ufrags_.end()) return std::nullopt;
      return byUfrag->second;
    }
  }
  const auto byRoute = routes_.find(route);
  if (byRoute == routes_.end()) return std::nullopt;
  return byRoute->second;
}

void SocketHub::bind(const Route& route, TransportKey key) {
  const auto known = routes_.find(route);
  if (known != routes_.end()) {
    if (known->second == key) return;
    forget(route, known->second);
  }
  std::deque<Route>& own = routesOf_[key];
  if (own.size() == kMaxRoutes) {
    routes_.erase(own.front());
    own.pop_front();
  }
  own.push_back(route);
  routes_[route] = key;
}

void SocketHub::forget(const Route& route, TransportKey owner) {
  std::erase(routesOf_[owner], route);
  routes_.erase(route);
}

void SocketHub::removeTransport(TransportKey key) {
  const auto own = routesOf_.find(key);
  if (own != routesOf_.end()) {
    for (const Route& route : own->second) routes_.erase(route);
    routesOf_.erase(own);
  }
  std::erase_if(ufrags_, [&](const auto& entry) { return entry.second == key; });
}

}  // namespace sfu::worker
