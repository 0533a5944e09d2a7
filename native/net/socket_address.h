// Addresses as the socket calls want them.
#pragma once
#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

#include "base/address.h"

namespace sfu::net {

/// Room for a socket address of either family, which is smaller than sockaddr_storage: there are
/// many of them in one batch.
union SocketAddress {
  sockaddr any;
  sockaddr_in ipv4;
  sockaddr_in6 ipv6;
};

/// Fills `target` and returns how much of it counts. The zone of an IPv6 address is not known.
socklen_t fill(SocketAddress& target, const Address& address);

/// Nothing if `source` is neither IPv4 nor IPv6.
std::optional<Address> addressFrom(const sockaddr& source);

}  // namespace sfu::net
