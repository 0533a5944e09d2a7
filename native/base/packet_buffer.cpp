#include "base/packet_buffer.h"

#include <algorithm>
#include <new>
#include <numeric>

#include "base/assert.h"

namespace sfu {

PacketRef PacketRef::compact() const {
  const auto& capacities = PacketPool::kCapacities;
  const auto fit = std::ranges::lower_bound(capacities, buffer_->size());
  if (*fit >= buffer_->capacity_) return *this;
  PacketRef small = buffer_->pool_.acquire(static_cast<size_t>(fit - capacities.begin()));
  if (buffer_->size() > 0) std::memcpy(small->data(), buffer_->data(), buffer_->size());
  small->resize(buffer_->size());
  return small;
}

PacketRef PacketPool::acquire(size_t sizeClass) {
  const BlockPool::Piece piece = classes_[sizeClass].acquire();
  return PacketRef(new (piece.memory) PacketBuffer(*this, piece.block, kCapacities[sizeClass]));
}

PacketRef PacketPool::copy(Bytes bytes) {
  SFU_ASSERT(bytes.size() <= PacketBuffer::kCapacity);
  PacketRef packet = acquire();
  if (!bytes.empty()) std::memcpy(packet->data(), bytes.data(), bytes.size());
  packet->resize(bytes.size());
  return packet;
}

void PacketPool::trim() {
  for (BlockPool& blocks : classes_) blocks.trim();
}

bool PacketPool::hasSpare() const {
  return std::ranges::any_of(classes_, [](const BlockPool& blocks) { return blocks.hasSpare(); });
}

size_t PacketPool::inUse() const {
  return std::accumulate(classes_.begin(), classes_.end(), size_t{0},
                         [](size_t sum, const BlockPool& blocks) { return sum + blocks.inUse(); });
}

size_t PacketPool::bytes() const {
  return std::accumulate(classes_.begin(), classes_.end(), size_t{0},
                         [](size_t sum, const BlockPool& blocks) { return sum + blocks.bytes(); });
}

}  // namespace sfu
