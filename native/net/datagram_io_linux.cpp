// Many datagrams with one call: recvmmsg, sendmmsg and UDP_SEGMENT.
#include "net/datagram_io.h"
#if defined(__linux__) && !defined(SFU_PORTABLE_SOCKETS)

#include <netinet/udp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "net/socket_address.h"

namespace sfu::net {

namespace {

/// Room for the one control message that we use.
union SegmentControl {
  cmsghdr header;
  uint8_t bytes[CMSG_SPACE(sizeof(uint16_t))];
};

void requestSegments(msghdr& header, SegmentControl& control, uint16_t segmentSize) {
  header.msg_control = control.bytes;
  header.msg_controllen = sizeof control.bytes;
  control.header.cmsg_level = SOL_UDP;
  control.header.cmsg_type = UDP_SEGMENT;
  control.header.cmsg_len = CMSG_LEN(sizeof segmentSize);
  std::memcpy(CMSG_DATA(&control.header), &segmentSize, sizeof segmentSize);
}

}  // namespace

ReadOutcome readDatagrams(int descriptor, PacketPool& pool, size_t limit,
                          std::vector<Received>& batch) {
  PacketRef buffers[kMaxDatagramsPerCall];
  SocketAddress remotes[kMaxDatagramsPerCall];
  iovec rooms[kMaxDatagramsPerCall];
  mmsghdr headers[kMaxDatagramsPerCall];
  limit = std::min(limit, kMaxDatagramsPerCall);
  for (size_t i = 0; i < limit; ++i) {
    buffers[i] = pool.acquire();
    rooms[i] = {buffers[i]->data(), PacketBuffer::kCapacity};
    headers[i] = {};
    headers[i].msg_hdr.msg_name = &remotes[i];
    headers[i].msg_hdr.msg_namelen = sizeof remotes[i];
    headers[i].msg_hdr.msg_iov = &rooms[i];
    headers[i].msg_hdr.msg_iovlen = 1;
  }

  int count = 0;
  do {
    count = recvmmsg(descriptor, headers, static_cast<unsigned>(limit), MSG_DONTWAIT, nullptr);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return {.drained = errno == EAGAIN || errno == EWOULDBLOCK};

  ReadOutcome outcome{.datagrams = static_cast<size_t>(count)};
  outcome.drained = outcome.datagrams < limit;
  for (size_t i = 0; i < outcome.datagrams; ++i) {
    const auto remote = addressFrom(remotes[i].any);
    if ((headers[i].msg_hdr.msg_flags & MSG_TRUNC) != 0 || !remote) {
      ++outcome.truncated;
      continue;
    }
    buffers[i]->resize(headers[i].msg_len);
    batch.push_back({std::move(buffers[i]), *remote});
  }
  return outcome;
}

int sendMessages(int descriptor, std::span<const SendMessage> messages) {
  SocketAddress remotes[kMaxDatagramsPerCall];
  iovec contents[kMaxDatagramsPerCall];
  SegmentControl controls[kMaxDatagramsPerCall];
  mmsghdr headers[kMaxDatagramsPerCall];
  const size_t count = std::min(messages.size(), kMaxDatagramsPerCall);
  for (size_t i = 0; i < count; ++i) {
    const SendMessage& message = messages[i];
    contents[i] = {const_cast<uint8_t*>(message.data), message.size};
    headers[i] = {};
    msghdr& header = headers[i].msg_hdr;
    header.msg_name = &remotes[i];
    header.msg_namelen = fill(remotes[i], *message.remote);
    header.msg_iov = &contents[i];
    header.msg_iovlen = 1;
    if (message.segmentSize > 0) requestSegments(header, controls[i], message.segmentSize);
  }
  int sent = 0;
  do {
    sent = sendmmsg(descriptor, headers, static_cast<unsigned>(count), MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? -errno : sent;
}

bool canSegment(int descriptor) {
  int size = 0;
  socklen_t length = sizeof size;
  return getsockopt(descriptor, SOL_UDP, UDP_SEGMENT, &size, &length) == 0;
}

}  // namespace sfu::net

#endif
