// One datagram with one call, where the kernel knows nothing better.
#include "net/datagram_io.h"
#if !defined(__linux__) || defined(SFU_PORTABLE_SOCKETS)

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>

#include "net/socket_address.h"

namespace sfu::net {

ReadOutcome readDatagrams(int descriptor, PacketPool& pool, size_t limit,
                          std::vector<Received>& batch) {
  ReadOutcome outcome;
  while (outcome.datagrams < limit) {
    PacketRef buffer = pool.acquire();
    SocketAddress from;
    iovec room = {buffer->data(), PacketBuffer::kCapacity};
    msghdr header{};
    header.msg_name = &from;
    header.msg_namelen = sizeof from;
    header.msg_iov = &room;
    header.msg_iovlen = 1;
    const ssize_t size = recvmsg(descriptor, &header, MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      outcome.drained = errno == EAGAIN || errno == EWOULDBLOCK;
      break;
    }
    ++outcome.datagrams;
    const auto remote = addressFrom(from.any);
    if ((header.msg_flags & MSG_TRUNC) != 0 || !remote) {
      ++outcome.truncated;
      continue;
    }
    buffer->resize(static_cast<size_t>(size));
    batch.push_back({std::move(buffer), *remote});
  }
  return outcome;
}

int sendMessages(int descriptor, std::span<const SendMessage> messages) {
  int sent = 0;
  for (const SendMessage& message : messages) {
    SocketAddress to;
    const socklen_t length = fill(to, *message.remote);
    ssize_t result = 0;
    do {
      result = sendto(descriptor, message.data, message.size, MSG_DONTWAIT, &to.any, length);
    } while (result < 0 && errno == EINTR);
    if (result < 0) return sent > 0 ? sent : -errno;
    ++sent;
  }
  return sent;
}

bool canSegment(int) {
  return false;
}

}  // namespace sfu::net

#endif
