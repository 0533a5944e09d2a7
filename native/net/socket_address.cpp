#include "net/socket_address.h"

#include <cstring>

namespace sfu::net {

socklen_t fill(SocketAddress& target, const Address& address) {
  if (address.isIpv6()) {
    target.ipv6 = {};
    target.ipv6.sin6_family = AF_INET6;
    target.ipv6.sin6_port = htons(address.port());
    std::memcpy(&target.ipv6.sin6_addr, address.ipBytes(), 16);
    return sizeof target.ipv6;
  }
  target.ipv4 = {};
  target.ipv4.sin_family = AF_INET;
  target.ipv4.sin_port = htons(address.port());
  std::memcpy(&target.ipv4.sin_addr, address.ipBytes(), 4);
  return sizeof target.ipv4;
}

std::optional<Address> addressFrom(const sockaddr& source) {
  if (source.sa_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(source);
    std::array<uint8_t, 4> ip{};
    std::memcpy(ip.data(), &ipv4.sin_addr, ip.size());
    return Address::ipv4(ip, ntohs(ipv4.sin_port));
  }
  if (source.sa_family == AF_INET6) {
    const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(source);
    std::array<uint8_t, 16> ip{};
    std::memcpy(ip.data(), &ipv6.sin6_addr, ip.size());
    return Address::ipv6(ip, ntohs(ipv6.sin6_port));
  }
  return std::nullopt;
}

}  // namespace sfu::net
