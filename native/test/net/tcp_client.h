// The other end of a TcpListener, in the same thread: a socket that never blocks.
#pragma once
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/loop.h"
#include "net/rfc4571.h"
#include "net/socket_address.h"
#include "net/timer.h"
#include "net/udp_descriptor.h"
#include "test/kit/check.h"

namespace sfu::test {

/// Runs the loop until `condition` holds, also when only a TcpClient has anything to do. False if
/// that takes too long.
inline bool pumpUntil(net::Loop& loop, const std::function<bool()>& condition) {
  using namespace std::chrono_literals;
  bool expired = false;
  net::Timer deadline(loop.uv(), [&expired] { expired = true; });
  net::Timer tick(loop.uv(), [] {});
  deadline.arm(10s);
  while (!condition() && !expired) {
    tick.arm(1ms);
    loop.runOnce();
  }
  return condition();
}

class TcpClient {
 public:
  /// A small `receiveBuffer` makes a slow reader.
  explicit TcpClient(const Address& server, int receiveBuffer = 0,
                     std::optional<Address> from = std::nullopt)
      : descriptor_(socket(server.isIpv6() ? AF_INET6 : AF_INET, SOCK_STREAM, 0)) {
    if (receiveBuffer > 0) {
      setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    }
    net::SocketAddress address;
    if (from) {
      const socklen_t ownSize = net::fill(address, *from);
      REQUIRE(bind(descriptor_, &address.any, ownSize) == 0);
    }
    const socklen_t size = net::fill(address, server);
    REQUIRE(connect(descriptor_, &address.any, size) == 0);
  }
  TcpClient(TcpClient&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  TcpClient& operator=(TcpClient&&) = delete;
  ~TcpClient() { close(); }

  Address local() const { return net::localAddressOf(descriptor_); }

  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }
  /// Ends with a reset instead of a FIN.
  void abort() {
    const linger now{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  /// Says that nothing more will come; goes on reading.
  void endWriting() { shutdown(descriptor_, SHUT_WR); }

  void write(std::string_view bytes) {
    CHECK(send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(bytes.size()));
  }
  void sendFramed(std::string_view datagram) {
    std::vector<uint8_t> stream;
    net::appendFramed(stream, bytesOf(datagram), 0);
    write(textOf(stream));
  }

  /// Takes in what is there; false once the other side has ended.
  bool read() {
    uint8_t room[16 * 1024];
    for (;;) {
      const ssize_t size = recv(descriptor_, room, sizeof room, MSG_DONTWAIT);
      if (size < 0) return errno == EAGAIN;
      if (size == 0) return false;
      Bytes bytes(room, static_cast<size_t>(size));
      while (const PacketRef packet = deframer_.next(bytes)) {
        received.emplace_back(textOf(packet->bytes()));
      }
    }
  }

  std::vector<std::string> received;

 private:
  int descriptor_;
  PacketPool pool_;
  net::Deframer deframer_{pool_};
};

}  // namespace sfu::test
