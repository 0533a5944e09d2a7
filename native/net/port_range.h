// A port out of a range, in no order that others can guess.
#pragma once
#include <cstdint>
#include <memory>

#include "base/address.h"
#include "base/random.h"
#include "base/result.h"
#include "net/tcp_listener.h"
#include "net/udp_socket.h"

namespace sfu::net {

/// Both ends count. { 0, 0 } leaves the choice to the kernel.
struct PortRange {
  uint16_t min = 0;
  uint16_t max = 0;
};

/// Binds to the first free port of `range` from a random start; goes round once. `ip` gives the
/// address, its port does not matter. Fails at once for a reason that no other port would cure.
Result<std::unique_ptr<UdpSocket>> bindWithin(uv_loop_t& loop, const Address& ip, PortRange range,
                                              Random& random, PacketPool& pool,
                                              UdpSocket::OnBatch onBatch);

/// The same for TCP. A `preferred` port of the range is tried first.
Result<std::unique_ptr<TcpListener>> listenWithin(uv_loop_t& loop, const Address& ip,
                                                  PortRange range, uint16_t preferred,
                                                  Random& random, PacketPool& pool,
                                                  TcpListener::Handlers handlers,
                                                  const TcpLimits& limits = {});

}  // namespace sfu::net
