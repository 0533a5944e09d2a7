#include "transport/egress_batch.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"

namespace sfu::transport {

namespace {

constexpr size_t kOriginalSequenceSize = 2;
constexpr uint8_t kPaddingBit = 0x20;

size_t plainPayloadSize(const EgressPacket& packet) {
  return packet.payloadSize + (packet.isRetransmission ? kOriginalSequenceSize : 0);
}

}  // namespace

EgressBatch::EgressBatch(srtp::Cipher& cipher) : cipher_(cipher), slab_(kSlabSize) {}

void EgressBatch::growHeaders() {
  headers_.resize(std::max<size_t>(2 * headers_.size(), 64 * kMaxHeaderSize));
}

void EgressBatch::add(EgressDestination& destination, EgressPacket&& packet) {
  packet.headerAt = static_cast<uint32_t>(headersUsed_);
  headersUsed_ += packet.headerSize + packet.patchSize;
  destination.packets.push_back(std::move(packet));
  if (destination.isInBatch) return;
  destination.isInBatch = true;
  destinations_.push_back(&destination);
}

void EgressBatch::forget(EgressDestination& destination) {
  destination.packets.clear();
  if (!destination.isInBatch) return;
  destination.isInBatch = false;
  std::erase(destinations_, &destination);
}

std::span<const EgressRun> EgressBatch::protectNext() {
  runs_.clear();
  jobs_.clear();
  slabUsed_ = 0;
  const bool more = fill();
  if (!jobs_.empty()) cipher_.protect(jobs_);
  if (!more && runs_.empty()) clear();
  return runs_;
}

/// Lays out runs until the slab is full; false when nothing was left to lay out.
bool EgressBatch::fill() {
  if (!datagramsDone_) {
    datagramsDone_ = true;
    for (const Datagram& datagram : datagrams_) {
      const size_t size = datagram.bytes.size();
      runs_.push_back({datagram.route, datagram.bytes.data(), size, static_cast<uint16_t>(size)});
    }
  }
  for (; destinationAt_ < destinations_.size(); ++destinationAt_, packetAt_ = 0) {
    const EgressDestination& destination = *destinations_[destinationAt_];
    while (packetAt_ < destination.packets.size()) {
      const RunPlan plan = planRun(destination, packetAt_);
      if (slabUsed_ + plan.size > slab_.size()) return true;
      layOut(destination, packetAt_, plan);
      packetAt_ += plan.count;
    }
  }
  return false;
}

/// The longest run from `first` on whose sizes lie within kMaxPadding of each
/// other, and one shorter packet behind it.
EgressBatch::RunPlan EgressBatch::planRun(const EgressDestination& destination,
                                          size_t first) const {
  const auto& packets = destination.packets;
  size_t smallest = protectedSize(destination, packets[first]);
  size_t largest = smallest;
  size_t last = smallest;
  RunPlan plan{1, largest, largest};

  for (size_t at = first + 1; at < packets.size() && plan.count < kMaxSegments; ++at) {
    const size_t size = protectedSize(destination, packets[at]);
    const size_t low = std::min(smallest, size);
    const size_t high = std::max(largest, size);
    const bool fits = (plan.count + 1) * high <= kMaxRunSize;
    if (!fits) break;
    if (high - low > kMaxPadding) {
      if (size > largest) break;
      // The last segment of a run may be shorter: it ends this run.
      return {plan.count + 1, largest, plan.count * largest + size};
    }
    smallest = low;
    largest = high;
    last = size;
    ++plan.count;
  }
  plan.segmentSize = largest;
  plan.size = (plan.count - 1) * largest + last;
  return plan;
}

void EgressBatch::layOut(const EgressDestination& destination, size_t first, const RunPlan& plan) {
  const uint8_t* start = slab_.data() + slabUsed_;
  for (size_t i = 0; i < plan.count; ++i) {
    const EgressPacket& packet = destination.packets[first + i];
    const bool isLast = i + 1 == plan.count;
    const size_t padding = isLast ? 0 : plan.segmentSize - protectedSize(destination, packet);
    addJob(destination, packet, padding);
  }
  const auto size = static_cast<size_t>(slab_.data() + slabUsed_ - start);
  runs_.push_back({destination.route, start, size,
                   static_cast<uint16_t>(plan.count == 1 ? size : plan.segmentSize)});
}

void EgressBatch::addJob(const EgressDestination& destination, const EgressPacket& packet,
                         size_t padding) {
  uint8_t* header = headers_.data() + packet.headerAt;
  const uint8_t* payload = packet.buffer->data() + packet.payloadAt;
  uint8_t* out = slab_.data() + slabUsed_;
  const size_t payloadSize = plainPayloadSize(packet) + padding;

  if (packet.isRetransmission || padding > 0 || packet.patchSize > 0) {
    // The plaintext differs from the shared one: it is put together in the slot
    // and encrypted in place there.
    uint8_t* at = out + packet.headerSize;
    payload = at;
    if (packet.isRetransmission) {
      *at++ = static_cast<uint8_t>(packet.originalSequence >> 8);
      *at++ = static_cast<uint8_t>(packet.originalSequence);
    }
    std::memcpy(at, packet.buffer->data() + packet.payloadAt, packet.payloadSize);
    std::memcpy(at + packet.patchAt, header + packet.headerSize, packet.patchSize);
    at += packet.payloadSize;
    if (padding > 0) {
      std::memset(at, 0, padding - 1);
      at[padding - 1] = static_cast<uint8_t>(padding);
      header[0] |= kPaddingBit;
    }
  }
  jobs_.push_back({destination.srtp, header, packet.headerSize, payload,
                   static_cast<uint16_t>(payloadSize), out});
  slabUsed_ += packet.headerSize + payloadSize + destination.overhead;
}

size_t EgressBatch::protectedSize(const EgressDestination& destination,
                                  const EgressPacket& packet) {
  return packet.headerSize + plainPayloadSize(packet) + destination.overhead;
}

void EgressBatch::clear() {
  for (EgressDestination* destination : destinations_) {
    destination->packets.clear();
    destination->isInBatch = false;
  }
  destinations_.clear();
  datagrams_.clear();
  headersUsed_ = 0;
  datagramsDone_ = false;
  destinationAt_ = 0;
  packetAt_ = 0;
}

}  // namespace sfu::transport
