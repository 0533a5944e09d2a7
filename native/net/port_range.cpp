#include "net/port_range.h"

namespace sfu::net {

namespace {

Address withPort(const Address& ip, uint16_t port) {
  if (ip.isIpv6()) {
    std::array<uint8_t, 16> bytes{};
    std::copy_n(ip.ipBytes(), bytes.size(), bytes.begin());
    return Address::ipv6(bytes, port);
  }
  std::array<uint8_t, 4> bytes{};
  std::copy_n(ip.ipBytes(), bytes.size(), bytes.begin());
  return Address::ipv4(bytes, port);
}

/// What `open` says of the first port that is not taken, from `start` ports into the range on.
template <class Open>
auto openFirstFree(const char* protocol, const Address& ip, PortRange range, uint32_t start,
                   Open open) -> decltype(open(ip)) {
  const uint32_t count = range.max - range.min + 1u;
  for (uint32_t i = 0; i < count; ++i) {
    const auto port = static_cast<uint16_t>(range.min + (start + i) % count);
    auto opened = open(withPort(ip, port));
    const bool isTaken = !opened && opened.failure().code == "INVALID_STATE";
    if (!isTaken) return opened;
  }
  return Failure::invalidState("no " + std::string(protocol) + " port from " +
                               std::to_string(range.min) + " to " + std::to_string(range.max) +
                               " is free on " + ip.ip());
}

constexpr auto kUpsideDown = "the port range is upside down";

}  // namespace

Result<std::unique_ptr<UdpSocket>> bindWithin(uv_loop_t& loop, const Address& ip, PortRange range,
                                              Random& random, PacketPool& pool,
                                              UdpSocket::OnBatch onBatch) {
  if (range.min > range.max) return Failure::invalidParameters(kUpsideDown);
  const uint32_t start = random.below(range.max - range.min + 1u);
  return openFirstFree("UDP", ip, range, start, [&](const Address& address) {
    return UdpSocket::bind(loop, address, pool, onBatch);
  });
}

Result<std::unique_ptr<TcpListener>> listenWithin(uv_loop_t& loop, const Address& ip,
                                                  PortRange range, uint16_t preferred,
                                                  Random& random, PacketPool& pool,
                                                  TcpListener::Handlers handlers,
                                                  const TcpLimits& limits) {
  if (range.min > range.max) return Failure::invalidParameters(kUpsideDown);
  const bool isPreferred = preferred >= range.min && preferred <= range.max;
  const uint32_t start = isPreferred ? static_cast<uint32_t>(preferred - range.min)
                                     : random.below(range.max - range.min + 1u);
  return openFirstFree("TCP", ip, range, start, [&](const Address& address) {
    return TcpListener::listen(loop, address, pool, handlers, limits);
  });
}

}  // namespace sfu::net
