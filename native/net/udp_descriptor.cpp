#include "net/udp_descriptor.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "net/descriptors.h"
#include "net/socket_address.h"

namespace sfu::net {

namespace {

// A second of video to a few hundred viewers; the kernel gives less where it has to.
constexpr int kBufferSize = 4 * 1024 * 1024;

void setOption(int descriptor, int level, int option, int value) {
  setsockopt(descriptor, level, option, &value, sizeof value);
}

void raiseBuffers(int descriptor) {
  setOption(descriptor, SOL_SOCKET, SO_RCVBUF, kBufferSize);
  setOption(descriptor, SOL_SOCKET, SO_SNDBUF, kBufferSize);
#if defined(SO_RCVBUFFORCE) && defined(SO_SNDBUFFORCE)
  // Goes above the system's limit for those who may.
  setOption(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, kBufferSize);
  setOption(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, kBufferSize);
#endif
}

}  // namespace

Failure bindFailure(const Address& local, int error, std::string_view protocol) {
  const std::string ip = local.isIpv6() ? "[" + local.ip() + "]" : local.ip();
  const std::string message = "cannot bind " + std::string(protocol) + " " + ip + ":" +
                              std::to_string(local.port()) + ": " + std::strerror(error);
  switch (error) {
    case EADDRINUSE:
      return Failure::invalidState(message);
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
    case EACCES:
    case EPERM:
    case EINVAL:
      return Failure::invalidParameters(message);
    default:
      return Failure::unsupported(message);
  }
}

Result<int> openUdp(const Address& local) {
  const int descriptor = socket(local.isIpv6() ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
  if (descriptor < 0) return bindFailure(local, errno);
  if (isSpareDescriptor(descriptor)) {
    close(descriptor);
    return bindFailure(local, EMFILE);
  }
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  // Each family has a socket of its own.
  if (local.isIpv6()) setOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  raiseBuffers(descriptor);

  SocketAddress address;
  const socklen_t size = fill(address, local);
  if (bind(descriptor, &address.any, size) != 0) {
    const Failure failure = bindFailure(local, errno);
    close(descriptor);
    return failure;
  }
  return descriptor;
}

Address localAddressOf(int descriptor) {
  SocketAddress address{};
  socklen_t size = sizeof address;
  if (getsockname(descriptor, &address.any, &size) != 0) return {};
  return addressFrom(address.any).value_or(Address());
}

}  // namespace sfu::net
