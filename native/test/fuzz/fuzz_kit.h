// What the fuzz targets with more than one step share: an input read as a story.
#pragma once
#include <algorithm>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace sfu::test {

/// Reads an input as choices. At its end everything is zero.
class Story {
 public:
  explicit Story(Bytes input) : rest_(input) {}

  bool isOver() const { return rest_.empty(); }
  uint8_t byte() {
    if (rest_.empty()) return 0;
    const uint8_t value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
  }
  uint16_t two() { return static_cast<uint16_t>(byte() << 8 | byte()); }
  uint32_t four() { return static_cast<uint32_t>(two()) << 16 | two(); }
  uint8_t below(uint8_t limit) { return static_cast<uint8_t>(byte() % limit); }
  /// As many bytes as the next one says, or what is left.
  Bytes bytes() {
    const Bytes taken = rest_.first(std::min<size_t>(byte(), rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  std::vector<uint8_t> vector() {
    const Bytes taken = bytes();
    return {taken.begin(), taken.end()};
  }
  /// From nothing to four minutes, mostly short.
  Duration duration() {
    const uint8_t scale = below(16);
    return std::chrono::milliseconds(byte() << std::max(0, scale - 5));
  }
  /// Flips, cuts or lengthens, as often as the next byte says.
  void mutate(std::vector<uint8_t>& datagram) {
    for (uint8_t count = below(4); count > 0; --count) {
      const uint16_t at = two();
      const uint8_t value = byte();
      if (value == 0)
        datagram.resize(at % (datagram.size() + 8));
      else if (!datagram.empty())
        datagram[at % datagram.size()] ^= value;
    }
  }

 private:
  Bytes rest_;
};

}  // namespace sfu::test
