// The sockets of the simulated endpoints, straight on the system calls of Linux.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace sfu::load {

/// A connected UDP socket with a port of its own.
class UdpSocket {
 public:
  static Result<UdpSocket> connect(const std::string& ip, uint16_t port, bool gro);
  UdpSocket(UdpSocket&& other) noexcept;
  UdpSocket& operator=(UdpSocket&&) = delete;
  ~UdpSocket();

  int descriptor() const { return descriptor_; }
  /// False if the kernel had no room.
  bool send(Bytes datagram);

 private:
  explicit UdpSocket(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

/// Reads many datagrams with one call; one for all sockets of the process.
class DatagramReader {
 public:
  explicit DatagramReader(bool gro);
  ~DatagramReader();

  /// The datagrams that were there, up to a bound. They may be written to, and
  /// live until the next call.
  std::span<const MutableBytes> read(const UdpSocket& socket);

 private:
  struct Messages;

  void split(MutableBytes run, size_t segmentSize);

  const size_t roomSize_;
  std::vector<uint8_t> room_;
  std::unique_ptr<Messages> messages_;
  std::vector<MutableBytes> datagrams_;
};

}  // namespace sfu::load
