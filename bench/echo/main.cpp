// The least that any forwarding over UDP costs: one recvfrom a packet, one sendto
// a viewer, no SRTP, no RTP. What the worker's figures are compared with.
//
// Prints its port; every datagram of one endpoint goes to all others that asked
// for media (echo/hello.h). Runs until its standard input ends.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "echo/hello.h"

using namespace sfu;

namespace {

constexpr int kSocketBuffer = 4 * 1024 * 1024;

bool same(const sockaddr_in& a, const sockaddr_in& b) {
  return a.sin_port == b.sin_port && a.sin_addr.s_addr == b.sin_addr.s_addr;
}

void greet(std::vector<sockaddr_in>& viewers, const sockaddr_in& from, Bytes hello) {
  const bool isKnown = std::any_of(viewers.begin(), viewers.end(),
                                   [&](const auto& viewer) { return same(viewer, from); });
  if (!isKnown && echo::Hello::parse(hello).wantsMedia) viewers.push_back(from);
}

void forwardAll(int descriptor, std::vector<sockaddr_in>& viewers) {
  std::array<uint8_t, 2048> buffer;
  for (;;) {
    sockaddr_in from{};
    socklen_t fromSize = sizeof from;
    const ssize_t size = recvfrom(descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT,
                                  reinterpret_cast<sockaddr*>(&from), &fromSize);
    if (size < 0) return;
    const auto length = static_cast<size_t>(size);
    const Bytes datagram(buffer.data(), length);
    if (echo::Hello::isHello(datagram)) {
      greet(viewers, from, datagram);
      continue;
    }
    for (const sockaddr_in& viewer : viewers) {
      if (same(viewer, from)) continue;
      sendto(descriptor, buffer.data(), length, MSG_DONTWAIT,
             reinterpret_cast<const sockaddr*>(&viewer), sizeof viewer);
    }
  }
}

}  // namespace

int main() {
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &kSocketBuffer, sizeof kSocketBuffer);
  setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof local;
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&local), size) != 0) return 1;
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&local), &size);
  std::printf("{\"port\":%d}\n", ntohs(local.sin_port));
  std::fflush(stdout);

  std::vector<sockaddr_in> viewers;
  std::array<pollfd, 2> waits = {pollfd{descriptor, POLLIN, 0}, pollfd{STDIN_FILENO, POLLIN, 0}};
  while (poll(waits.data(), waits.size(), -1) >= 0 && waits[1].revents == 0) {
    forwardAll(descriptor, viewers);
  }
  return 0;
}
