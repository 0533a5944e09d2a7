#include "base/address.h"

#include <arpa/inet.h>

#include <algorithm>

namespace sfu {

std::optional<Address> Address::parse(std::string_view ip, uint16_t port) {
  const std::string text(ip);
  std::array<uint8_t, 4> four{};
  if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) return ipv4(four, port);
  std::array<uint8_t, 16> sixteen{};
  if (inet_pton(AF_INET6, text.c_str(), sixteen.data()) == 1) return ipv6(sixteen, port);
  return std::nullopt;
}

Address Address::ipv4(std::array<uint8_t, 4> ip, uint16_t port) {
  Address address;
  std::copy(ip.begin(), ip.end(), address.ip_.begin());
  address.port_ = port;
  return address;
}

Address Address::ipv6(std::array<uint8_t, 16> ip, uint16_t port) {
  Address address;
  address.ip_ = ip;
  address.port_ = port;
  address.isIpv6_ = true;
  return address;
}

std::string Address::ip() const {
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(isIpv6_ ? AF_INET6 : AF_INET, ip_.data(), text, sizeof text);
  return text;
}

}  // namespace sfu

size_t std::hash<sfu::Address>::operator()(const sfu::Address& address) const {
  // FNV-1a: short, and spreads neighbouring ports well.
  uint64_t hash = 0xcbf29ce484222325;
  const auto mix = [&hash](uint8_t byte) { hash = (hash ^ byte) * 0x100000001b3; };
  for (size_t i = 0; i < address.ipSize(); ++i) mix(address.ipBytes()[i]);
  mix(static_cast<uint8_t>(address.port() >> 8));
  mix(static_cast<uint8_t>(address.port()));
  return hash;
}

size_t std::hash<sfu::Route>::operator()(const sfu::Route& route) const {
  const std::hash<sfu::Address> hash;
  return hash(route.remote) * 31 + hash(route.local) * 2 + static_cast<size_t>(route.protocol);
}
