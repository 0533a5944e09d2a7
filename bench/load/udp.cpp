#include "load/udp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace sfu::load {

namespace {

constexpr size_t kMessages = 64;
constexpr size_t kDatagramRoom = 2048;
constexpr size_t kRunRoom = 65536;
// Holds more than a second of a 2.8 Mbit/s stream: what is lost is not lost here.
constexpr int kSocketBuffer = 2 * 1024 * 1024;

union Control {
  cmsghdr header;
  uint8_t bytes[CMSG_SPACE(sizeof(int))];
};

/// What UDP_GRO says of the run in one message; 0 if it is a single datagram.
size_t segmentSizeOf(msghdr& message) {
  for (cmsghdr* at = CMSG_FIRSTHDR(&message); at; at = CMSG_NXTHDR(&message, at)) {
    if (at->cmsg_level != SOL_UDP || at->cmsg_type != UDP_GRO) continue;
    int size = 0;
    std::memcpy(&size, CMSG_DATA(at), sizeof size);
    return static_cast<size_t>(size);
  }
  return 0;
}

}  // namespace

Result<UdpSocket> UdpSocket::connect(const std::string& ip, uint16_t port, bool gro) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, ip.c_str(), &address.sin_addr) != 1) {
    return Failure::invalidParameters(ip + " is not an IPv4 address");
  }
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return Failure::invalidState(std::strerror(errno));
  UdpSocket socket(descriptor);
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &kSocketBuffer, sizeof kSocketBuffer);
  setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
  const int on = 1;
  if (gro) setsockopt(descriptor, SOL_UDP, UDP_GRO, &on, sizeof on);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return Failure::invalidState(std::strerror(errno));
  }
  return socket;
}

UdpSocket::UdpSocket(UdpSocket&& other) noexcept : descriptor_(other.descriptor_) {
  other.descriptor_ = -1;
}

UdpSocket::~UdpSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool UdpSocket::send(Bytes datagram) {
  return ::send(descriptor_, datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

struct DatagramReader::Messages {
  std::array<iovec, kMessages> rooms;
  std::array<Control, kMessages> controls;
  std::array<mmsghdr, kMessages> headers;
};

DatagramReader::DatagramReader(bool gro)
    : roomSize_(gro ? kRunRoom : kDatagramRoom),
      room_(kMessages * roomSize_),
      messages_(std::make_unique<Messages>()) {
  for (size_t i = 0; i < kMessages; ++i) {
    messages_->rooms[i] = {room_.data() + i * roomSize_, roomSize_};
    msghdr& header = messages_->headers[i].msg_hdr;
    header = {};
    header.msg_iov = &messages_->rooms[i];
    header.msg_iovlen = 1;
    if (gro) header.msg_control = messages_->controls[i].bytes;
  }
}

DatagramReader::~DatagramReader() = default;

std::span<const MutableBytes> DatagramReader::read(const UdpSocket& socket) {
  datagrams_.clear();
  const bool gro = roomSize_ == kRunRoom;
  if (gro) {
    for (mmsghdr& message : messages_->headers) message.msg_hdr.msg_controllen = sizeof(Control);
  }
  const int count =
      recvmmsg(socket.descriptor(), messages_->headers.data(), kMessages, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) {
    mmsghdr& message = messages_->headers[static_cast<size_t>(i)];
    const MutableBytes run(static_cast<uint8_t*>(message.msg_hdr.msg_iov->iov_base),
                           message.msg_len);
    split(run, gro ? segmentSizeOf(message.msg_hdr) : 0);
  }
  return datagrams_;
}

void DatagramReader::split(MutableBytes run, size_t segmentSize) {
  if (segmentSize == 0) segmentSize = std::max<size_t>(run.size(), 1);
  for (size_t at = 0; at < run.size(); at += segmentSize) {
    datagrams_.push_back(run.subspan(at, std::min(segmentSize, run.size() - at)));
  }
}

}  // namespace sfu::load
