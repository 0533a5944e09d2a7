#include "streams/packet_history.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace sfu::streams {

PacketHistory::PacketHistory(size_t capacity)
    : capacity_(std::bit_ceil(std::max(capacity, kFirstSize))) {}

void PacketHistory::insert(int64_t extendedSequence, const PacketRef& buffer,
                           const rtp::PacketLayout& layout, HistoryBudget& budget, Time now) {
  expire(budget, now);
  PacketRef kept = buffer.compact();
  if (!makeRoom(kept->footprint(), budget)) return;
  if (slots_.empty()) {
    slots_.resize(kFirstSize);
    oldest_ = extendedSequence;
  }
  // The ring holds the numbers from `oldest` to `newest`. Too small, it grows
  // before anything that is still young enough has to leave.
  const int64_t newest = std::max(newest_, extendedSequence);
  const int64_t oldest = std::min(oldest_, extendedSequence);
  while (size_ > 0 && newest - oldest >= std::ssize(slots_) && slots_.size() < capacity_) grow();

  const int64_t limit = newest - std::ssize(slots_);
  if (extendedSequence <= limit) return;
  const size_t before = bytes_;
  StoredPacket& slot = slots_[indexOf(extendedSequence)];
  release(slot);
  bytes_ += kept->footprint();
  budget.used += bytes_ - before;
  slot = {.extendedSequence = extendedSequence,
          .receivedAt = now,
          .buffer = std::move(kept),
          .layout = layout};
  ++size_;
  newest_ = newest;
  oldest_ = std::max(oldest, limit + 1);
}

/// False if letting go of everything does not help: other histories hold what there is.
bool PacketHistory::makeRoom(size_t bytes, HistoryBudget& budget) {
  if (bytes <= budget.room()) return true;
  ++budget.packetsForgotten;
  const size_t before = bytes_;
  for (; size_ > 0 && budget.used - (before - bytes_) + bytes > budget.limit; ++oldest_) {
    release(slots_[indexOf(oldest_)]);
  }
  budget.used -= before - bytes_;
  return bytes <= budget.room();
}

const StoredPacket* PacketHistory::find(int64_t extendedSequence, Time now) const {
  if (slots_.empty() || extendedSequence < 0) return nullptr;
  const StoredPacket& slot = slots_[indexOf(extendedSequence)];
  const bool isIt = slot.extendedSequence == extendedSequence && !isExpired(slot, now);
  return isIt ? &slot : nullptr;
}

void PacketHistory::expire(HistoryBudget& budget, Time now) {
  const size_t before = bytes_;
  expire(now);
  budget.used -= before - bytes_;
}

void PacketHistory::expire(Time now) {
  // A slot may hold a packet from before a jump: what counts is its age, not its number.
  for (; oldest_ <= newest_; ++oldest_) {
    StoredPacket& slot = slots_[indexOf(oldest_)];
    if (slot.buffer && !isExpired(slot, now)) return;
    release(slot);
  }
  // A stream that fell silent costs nothing.
  if (size_ == 0) slots_ = {};
}

void PacketHistory::release(StoredPacket& slot) {
  if (!slot.buffer) return;
  bytes_ -= slot.buffer->footprint();
  slot.buffer = PacketRef();
  slot.extendedSequence = -1;
  --size_;
}

void PacketHistory::grow() {
  std::vector<StoredPacket> old(slots_.size() * 2);
  std::swap(old, slots_);
  for (StoredPacket& packet : old) {
    if (packet.buffer) slots_[indexOf(packet.extendedSequence)] = std::move(packet);
  }
}

}  // namespace sfu::streams
