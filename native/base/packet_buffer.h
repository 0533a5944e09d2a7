// Pooled, reference-counted buffers: one received packet, shared by all who need it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace sfu {

class PacketPool;

/// The bytes of one datagram. Lives in a PacketPool; held through PacketRef.
class PacketBuffer {
 public:
  /// Room for any datagram within an Ethernet MTU; larger ones are not media.
  static constexpr size_t kCapacity = 2048;

  uint8_t* data() { return bytes_; }
  size_t size() const { return size_; }
  void resize(size_t size) { size_ = size; }
  Bytes bytes() const { return {bytes_, size_}; }
  MutableBytes mutableBytes() { return {bytes_, size_}; }

 private:
  friend class PacketPool;
  friend class PacketRef;

  uint8_t bytes_[kCapacity];
  size_t size_ = 0;
  uint32_t references_ = 0;
  PacketPool* pool_ = nullptr;
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
  ~PacketRef();

  explicit operator bool() const { return buffer_ != nullptr; }
  PacketBuffer* operator->() const { return buffer_; }
  PacketBuffer& operator*() const { return *buffer_; }

 private:
  friend class PacketPool;
  explicit PacketRef(PacketBuffer* buffer) : buffer_(buffer) { ++buffer_->references_; }

  PacketBuffer* buffer_ = nullptr;
};

/// Hands out buffers and takes them back; grows by blocks and never shrinks.
/// Must outlive every PacketRef it gave.
class PacketPool {
 public:
  PacketPool() = default;
  PacketPool(const PacketPool&) = delete;
  PacketPool& operator=(const PacketPool&) = delete;
  ~PacketPool();

  /// An empty buffer with one reference.
  PacketRef acquire();
  /// A buffer that holds a copy of `bytes`, which must fit into kCapacity.
  PacketRef copy(Bytes bytes);

  size_t inUse() const { return blocks_.size() * kBlockSize - free_.size(); }

 private:
  friend class PacketRef;
  static constexpr size_t kBlockSize = 64;

  void grow();
  void release(PacketBuffer* buffer) { free_.push_back(buffer); }

  std::vector<std::unique_ptr<PacketBuffer[]>> blocks_;
  std::vector<PacketBuffer*> free_;
};

inline PacketRef::~PacketRef() {
  if (buffer_ && --buffer_->references_ == 0) buffer_->pool_->release(buffer_);
}

}  // namespace sfu
