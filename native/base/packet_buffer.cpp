#include "base/packet_buffer.h"

#include "base/assert.h"

namespace sfu {

PacketPool::~PacketPool() {
  SFU_ASSERT(inUse() == 0);
}

PacketRef PacketPool::acquire() {
  if (free_.empty()) grow();
  PacketBuffer* buffer = free_.back();
  free_.pop_back();
  buffer->size_ = 0;
  return PacketRef(buffer);
}

PacketRef PacketPool::copy(Bytes bytes) {
  SFU_ASSERT(bytes.size() <= PacketBuffer::kCapacity);
  PacketRef packet = acquire();
  if (!bytes.empty()) std::memcpy(packet->data(), bytes.data(), bytes.size());
  packet->resize(bytes.size());
  return packet;
}

void PacketPool::grow() {
  blocks_.push_back(std::make_unique_for_overwrite<PacketBuffer[]>(kBlockSize));
  free_.reserve(blocks_.size() * kBlockSize);
  for (size_t i = 0; i < kBlockSize; ++i) {
    blocks_.back()[i].pool_ = this;
    free_.push_back(&blocks_.back()[i]);
  }
}

}  // namespace sfu
