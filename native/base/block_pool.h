// Pieces of memory of one size, taken from the system in blocks and given back to it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace sfu {

/// Takes and returns pieces in constant time, and allocates only when it grows. A block whose
/// pieces are all back is kept for the next burst; trim(), called now and then, gives back those
/// blocks that nobody needed since the call before.
///
/// Must outlive every piece it gave.
class BlockPool {
 public:
  struct Block;
  struct Piece {
    void* memory;
    Block* block;  // for release()
  };

  /// About as large as what the C library maps on its own, so that it really goes back.
  static constexpr size_t kBlockBytes = 128 * 1024;
  /// Blocks that trim() leaves: an idle worker should not begin at nothing.
  static constexpr size_t kSpareBlocks = 1;

  explicit BlockPool(size_t pieceSize);
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;
  ~BlockPool();

  /// Aligned for any type.
  Piece acquire();
  static void release(void* memory, Block* block);

  void trim();
  /// Whether trim() may have something to give back, now or at its next call.
  bool hasSpare() const { return idleCount_ > kSpareBlocks; }

  size_t inUse() const { return inUse_; }
  /// Memory held, in use or not.
  size_t bytes() const { return blocks_.size() * piecesPerBlock_ * pieceSize_; }

 private:
  void grow();
  void give(Block& block, void* memory);
  void remove(Block& block);

  const size_t pieceSize_;
  const size_t piecesPerBlock_;
  std::vector<std::unique_ptr<Block>> blocks_;
  Block* partial_ = nullptr;  // a list of those that have free pieces and used ones
  Block* idle_ = nullptr;     // a stack of those that have only free ones
  size_t idleCount_ = 0;
  size_t fewestIdle_ = 0;  // since the last trim()
  size_t inUse_ = 0;
};

}  // namespace sfu
