// Slots of a SlotTable that wait for something.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace sfu::router {

/// A queue of slots in which each slot stands once. Who removes an object from its table
/// removes its slot here as well, for the slot is used again.
class SlotList {
 public:
  void add(uint32_t slot) {
    if (slot >= isWaiting_.size()) isWaiting_.resize(slot + 1);
    if (isWaiting_[slot]) return;
    isWaiting_[slot] = true;
    slots_.push_back(slot);
  }
  void remove(uint32_t slot) {
    if (slot >= isWaiting_.size() || !isWaiting_[slot]) return;
    isWaiting_[slot] = false;
    slots_.erase(std::find(slots_.begin() + static_cast<ptrdiff_t>(taken_), slots_.end(), slot));
  }
  /// The first of them; from then on it may be added again.
  std::optional<uint32_t> takeFirst() {
    if (taken_ == slots_.size()) {
      slots_.clear();
      taken_ = 0;
      return std::nullopt;
    }
    const uint32_t slot = slots_[taken_++];
    isWaiting_[slot] = false;
    return slot;
  }

 private:
  std::vector<uint32_t> slots_;
  size_t taken_ = 0;  // of slots_, so that taking moves nothing
  std::vector<bool> isWaiting_;
};

}  // namespace sfu::router
