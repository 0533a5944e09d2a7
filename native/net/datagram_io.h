// The socket calls under net/udp_socket: one implementation for Linux, one for the rest.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/address.h"
#include "base/packet_buffer.h"
#include "net/run_sender.h"

namespace sfu::net {

/// A datagram that came in. Its buffer may be kept by reference.
struct Received {
  PacketRef packet;
  Address remote;
};

/// What one read brought.
struct ReadOutcome {
  size_t datagrams = 0;  // that the kernel gave, whole or not
  size_t truncated = 0;  // of these, larger than a PacketBuffer and dropped
  bool drained = false;  // there was nothing more at that moment
};

/// How many datagrams one call reads or sends at most.
constexpr size_t kMaxDatagramsPerCall = 64;

/// Reads up to `limit` datagrams straight into buffers of `pool` and appends them to `batch`.
ReadOutcome readDatagrams(int descriptor, PacketPool& pool, size_t limit,
                          std::vector<Received>& batch);

/// As RunSender::SendMessages asks for it.
int sendMessages(int descriptor, std::span<const SendMessage> messages);

/// Whether the kernel knows UDP_SEGMENT.
bool canSegment(int descriptor);

}  // namespace sfu::net
