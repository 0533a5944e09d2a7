// Objects under small numbers, so that relations are numbers and not pointers.
#pragma once
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/assert.h"

namespace sfu::router {

/// Owns objects and names each by an index that stays the same while it lives.
/// An index is reused after remove(); who keeps indices drops them then.
template <class T>
class SlotTable {
 public:
  uint32_t add(std::unique_ptr<T> object) {
    ++size_;
    if (free_.empty()) {
      slots_.push_back(std::move(object));
      return static_cast<uint32_t>(slots_.size() - 1);
    }
    const uint32_t slot = free_.back();
    free_.pop_back();
    slots_[slot] = std::move(object);
    return slot;
  }
  void remove(uint32_t slot) {
    SFU_ASSERT(slots_[slot]);
    slots_[slot].reset();
    free_.push_back(slot);
    --size_;
  }
  T& at(uint32_t slot) { return *slots_[slot]; }
  const T& at(uint32_t slot) const { return *slots_[slot]; }
  bool has(uint32_t slot) const { return slot < slots_.size() && slots_[slot]; }
  size_t size() const { return size_; }

  /// Calls visit(slot, object) for each object.
  template <class Visit>
  void forEach(Visit&& visit) {
    for (uint32_t slot = 0; slot < slots_.size(); ++slot) {
      if (slots_[slot]) visit(slot, *slots_[slot]);
    }
  }
  template <class Visit>
  void forEach(Visit&& visit) const {
    for (uint32_t slot = 0; slot < slots_.size(); ++slot) {
      if (slots_[slot]) visit(slot, std::as_const(*slots_[slot]));
    }
  }

 private:
  std::vector<std::unique_ptr<T>> slots_;
  std::vector<uint32_t> free_;
  size_t size_ = 0;
};

}  // namespace sfu::router
