// Pooled, reference-counted buffers: one received packet, shared by all who need it.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/block_pool.h"
#include "base/bytes.h"

namespace sfu {

class PacketPool;

/// The bytes of one datagram, which follow this header in memory. Lives in a PacketPool; held
/// through PacketRef.
class alignas(std::max_align_t) PacketBuffer {
 public:
  /// Room for any datagram within an Ethernet MTU; larger ones are not media.
  static constexpr size_t kCapacity = 2048;

  uint8_t* data() { return reinterpret_cast<uint8_t*>(this + 1); }
  const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(this + 1); }
  size_t size() const { return size_; }
  void resize(size_t size) { size_ = static_cast<uint32_t>(size); }
  Bytes bytes() const { return {data(), size_}; }
  MutableBytes mutableBytes() { return {data(), size_}; }
  /// What holding this buffer costs, however few bytes are in it.
  size_t footprint() const { return sizeof(PacketBuffer) + capacity_; }

 private:
  friend class PacketPool;
  friend class PacketRef;

  PacketBuffer(PacketPool& pool, BlockPool::Block* block, size_t capacity)
      : pool_(pool), block_(block), capacity_(static_cast<uint32_t>(capacity)) {}

  PacketPool& pool_;
  BlockPool::Block* block_;
  uint32_t capacity_;
  uint32_t size_ = 0;
  uint32_t references_ = 0;
};

/// Shared ownership of one PacketBuffer within one thread; no atomics. The last
/// reference returns the buffer to its pool.
class PacketRef {
 public:
  PacketRef() = default;
  PacketRef(const PacketRef& other) : buffer_(other.buffer_) {
    if (buffer_) ++buffer_->references_;
  }
  PacketRef(PacketRef&& other) noexcept : buffer_(std::exchange(other.buffer_, nullptr)) {}
  PacketRef& operator=(PacketRef other) noexcept {
    std::swap(buffer_, other.buffer_);
    return *this;
  }
  ~PacketRef() {
    if (buffer_ && --buffer_->references_ == 0) BlockPool::release(buffer_, buffer_->block_);
  }

  explicit operator bool() const { return buffer_ != nullptr; }
  PacketBuffer* operator->() const { return buffer_; }
  PacketBuffer& operator*() const { return *buffer_; }

  /// The same bytes in the smallest buffer that holds them: for who keeps them long.
  PacketRef compact() const;

 private:
  friend class PacketPool;
  explicit PacketRef(PacketBuffer* buffer) : buffer_(buffer) { ++buffer_->references_; }

  PacketBuffer* buffer_ = nullptr;
};

/// Hands out buffers and takes them back; grows by blocks, and shrinks by trim().
/// Must outlive every PacketRef it gave.
class PacketPool {
 public:
  /// An empty buffer of the full capacity, with one reference.
  PacketRef acquire() { return acquire(2); }
  /// A buffer that holds a copy of `bytes`, which must fit into PacketBuffer::kCapacity.
  PacketRef copy(Bytes bytes);

  /// Gives memory back that nobody needed since the last call; see BlockPool.
  void trim();
  /// Whether trim() is due in a while.
  bool hasSpare() const;

  size_t inUse() const;
  /// Memory held, in use or not.
  size_t bytes() const;

 private:
  friend class PacketRef;
  /// Audio and the ends of frames go into the small ones.
  static constexpr std::array<size_t, 3> kCapacities = {256, 768, PacketBuffer::kCapacity};

  PacketRef acquire(size_t sizeClass);

  std::array<BlockPool, 3> classes_ = {BlockPool(sizeof(PacketBuffer) + kCapacities[0]),
                                       BlockPool(sizeof(PacketBuffer) + kCapacities[1]),
                                       BlockPool(sizeof(PacketBuffer) + kCapacities[2])};
};

}  // namespace sfu
