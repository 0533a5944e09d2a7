#include "worker/socket_hub.h"

#include <algorithm>
#include <utility>

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
      const auto& [key, access] = byUfrag->second;
      const bool mayCome = route.protocol == Protocol::kTcp ? access.tcp : access.udp;
      return mayCome ? std::optional(key) : std::nullopt;
    }
  }
  return ownerOf(route);
}

std::optional<TransportKey> SocketHub::ownerOf(const Route& route) const {
  const auto byRoute = routes_.find(route);
  if (byRoute == routes_.end()) return std::nullopt;
  return byRoute->second;
}

void SocketHub::addUfrag(std::string ufrag, TransportKey key, Access access) {
  ufragsOf_[key].push_back(ufrag);
  ufrags_[std::move(ufrag)] = {key, access};
}

void SocketHub::replaceUfrag(TransportKey key, std::string ufrag, std::string_view kept) {
  Access access;
  std::erase_if(ufragsOf_[key], [&](const std::string& known) {
    const auto entry = ufrags_.find(known);
    access = entry->second.access;
    if (known == kept) return false;
    ufrags_.erase(entry);
    return true;
  });
  addUfrag(std::move(ufrag), key, access);
}

std::optional<Route> SocketHub::bind(const Route& route, TransportKey key,
                                     const std::optional<Route>& kept) {
  const auto known = routes_.find(route);
  if (known != routes_.end()) {
    if (known->second == key) return std::nullopt;
    forget(route, known->second);
  }
  const auto lost = surplus(route, key, kept);
  if (lost) forget(*lost, key);
  routesOf_[key].push_back(route);
  routes_[route] = key;
  return lost;
}

/// The oldest route that has to make room for a new one.
std::optional<Route> SocketHub::surplus(const Route& newcomer, TransportKey key,
                                        const std::optional<Route>& kept) const {
  const auto own = routesOf_.find(key);
  if (own == routesOf_.end()) return std::nullopt;
  const auto isTcp = [](const Route& route) { return route.protocol == Protocol::kTcp; };
  const bool isTcpFull =
      isTcp(newcomer) &&
      std::cmp_greater_equal(std::ranges::count_if(own->second, isTcp), maxTcpRoutes_);
  if (!isTcpFull && own->second.size() < kMaxRoutes) return std::nullopt;
  const auto oldest = std::ranges::find_if(own->second, [&](const Route& route) {
    return route != kept && (!isTcpFull || isTcp(route));
  });
  return oldest == own->second.end() ? std::nullopt : std::optional(*oldest);
}

std::optional<TransportKey> SocketHub::removeRoute(const Route& route) {
  const auto known = routes_.find(route);
  if (known == routes_.end()) return std::nullopt;
  const TransportKey owner = known->second;
  forget(route, owner);
  return owner;
}

void SocketHub::forget(const Route& route, TransportKey owner) {
  std::erase(routesOf_[owner], route);
  routes_.erase(route);
}

std::deque<Route> SocketHub::removeTransport(TransportKey key) {
  std::deque<Route> routes;
  const auto own = routesOf_.find(key);
  if (own != routesOf_.end()) {
    routes = std::move(own->second);
    for (const Route& route : routes) routes_.erase(route);
    routesOf_.erase(own);
  }
  for (const std::string& ufrag : ufragsOf_[key]) ufrags_.erase(ufrag);
  ufragsOf_.erase(key);
  return routes;
}

}  // namespace sfu::worker
