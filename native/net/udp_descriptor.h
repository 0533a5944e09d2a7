// How a UDP socket is opened: bound, non-blocking, with large buffers.
#pragma once
#include <string_view>

#include "base/address.h"
#include "base/result.h"

namespace sfu::net {

/// A file descriptor that the caller closes. Failures as UdpSocket::bind() has them.
Result<int> openUdp(const Address& local);

/// The address that a descriptor is bound to.
Address localAddressOf(int descriptor);

/// What `error` means for somebody who wanted to bind to `local`.
Failure bindFailure(const Address& local, int error, std::string_view protocol = "UDP");

}  // namespace sfu::net
