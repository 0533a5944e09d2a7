// Where a datagram comes from and where it goes.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sfu {

/// An IP address and a port.
class Address {
 public:
  constexpr Address() = default;

  /// `ip` in the usual text form of either family, without brackets or zone.
  static std::optional<Address> parse(std::string_view ip, uint16_t port);
  static Address ipv4(std::array<uint8_t, 4> ip, uint16_t port);
  static Address ipv6(std::array<uint8_t, 16> ip, uint16_t port);

  bool isIpv6() const { return isIpv6_; }
  /// 4 or 16 bytes in network order.
  const uint8_t* ipBytes() const { return ip_.data(); }
  size_t ipSize() const { return isIpv6_ ? 16 : 4; }
  std::string ip() const;
  uint16_t port() const { return port_; }

  friend auto operator<=>(const Address&, const Address&) = default;

 private:
  std::array<uint8_t, 16> ip_{};
  uint16_t port_ = 0;
  bool isIpv6_ = false;
};

enum class Protocol : uint8_t { kUdp, kTcp };

/// A path between one of our sockets and one remote address.
struct Route {
  Protocol protocol = Protocol::kUdp;
  Address local;
  Address remote;

  friend auto operator<=>(const Route&, const Route&) = default;
};

/// Bytes on their way out.
struct Datagram {
  Route route;
  std::vector<uint8_t> bytes;
};

}  // namespace sfu

template <>
struct std::hash<sfu::Address> {
  size_t operator()(const sfu::Address& address) const;
};
template <>
struct std::hash<sfu::Route> {
  size_t operator()(const sfu::Route& route) const;
};
