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

}  // namespace

Result<std::unique_ptr<UdpSocket>> bindWithin(uv_loop_t& loop, const Address& ip, PortRange range,
                                              Random& random, PacketPool& pool,
                                              UdpSocket::OnBatch onBatch) {
  if (range.min > range.max) return Failure::invalidParameters("the port range is upside down");
  const uint32_t count = range.max - range.min + 1u;
  const uint32_t start = random.below(count);
  for (uint32_t i = 0; i < count; ++i) {
    const auto port = static_cast<uint16_t>(range.min + (start + i) % count);
    auto socket = UdpSocket::bind(loop, withPort(ip, port), pool, onBatch);
    const bool isTaken = !socket && socket.failure().code == "INVALID_STATE";
    if (!isTaken) return socket;
  }
  return Failure::invalidState("no port from " + std::to_string(range.min) + " to " +
                               std::to_string(range.max) + " is free on " + ip.ip());
}

}  // namespace sfu::net
