#include "base/block_pool.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.h"

namespace sfu {

struct BlockPool::Block {
  BlockPool* pool = nullptr;
  std::unique_ptr<std::byte[]> memory;
  size_t index = 0;      // in blocks_
  size_t used = 0;       // pieces
  size_t fresh = 0;      // pieces from here on were never given: their pages are not touched
  void* free = nullptr;  // a list of returned pieces, through their first bytes
  Block* previous = nullptr;
  Block* next = nullptr;  // in partial_ or idle_
};

namespace {

size_t aligned(size_t size) {
  constexpr size_t kAlignment = alignof(std::max_align_t);
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

BlockPool::BlockPool(size_t pieceSize)
    : pieceSize_(aligned(std::max(pieceSize, sizeof(void*)))),
      piecesPerBlock_((kBlockBytes + pieceSize_ - 1) / pieceSize_) {}

BlockPool::~BlockPool() {
  SFU_ASSERT(inUse_ == 0);
}

BlockPool::Piece BlockPool::acquire() {
  if (!partial_) {
    if (!idle_) grow();
    Block* block = std::exchange(idle_, idle_->next);
    fewestIdle_ = std::min(fewestIdle_, --idleCount_);
    block->next = nullptr;
    partial_ = block;
  }
  Block& block = *partial_;
  void* memory = block.free;
  if (memory) {
    std::memcpy(&block.free, memory, sizeof block.free);
  } else {
    memory = block.memory.get() + block.fresh++ * pieceSize_;
  }
  ++inUse_;
  if (++block.used == piecesPerBlock_) remove(block);
  return {memory, &block};
}

void BlockPool::release(void* memory, Block* block) {
  block->pool->give(*block, memory);
}

void BlockPool::give(Block& block, void* memory) {
  std::memcpy(memory, &block.free, sizeof block.free);
  block.free = memory;
  --inUse_;
  const bool wasFull = block.used-- == piecesPerBlock_;
  if (block.used == 0) {
    if (!wasFull) remove(block);
    block.next = std::exchange(idle_, &block);
    ++idleCount_;
  } else if (wasFull) {
    block.next = std::exchange(partial_, &block);
    if (block.next) block.next->previous = &block;
  }
}

/// From the list of partial ones.
void BlockPool::remove(Block& block) {
  (block.previous ? block.previous->next : partial_) = block.next;
  if (block.next) block.next->previous = block.previous;
  block.previous = block.next = nullptr;
}

void BlockPool::grow() {
  auto block = std::make_unique<Block>();
  block->pool = this;
  block->memory = std::make_unique_for_overwrite<std::byte[]>(piecesPerBlock_ * pieceSize_);
  block->index = blocks_.size();
  block->next = std::exchange(idle_, block.get());
  ++idleCount_;
  blocks_.push_back(std::move(block));
}

void BlockPool::trim() {
  for (; fewestIdle_ > 0 && hasSpare(); --fewestIdle_) {
    Block* block = std::exchange(idle_, idle_->next);
    --idleCount_;
    blocks_.back()->index = block->index;
    std::swap(blocks_[block->index], blocks_.back());
    blocks_.pop_back();
  }
  fewestIdle_ = idleCount_;
}

}  // namespace sfu
