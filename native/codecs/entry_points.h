// Where a decoder that has nothing can begin.
#pragma once
#include <cstdint>
#include <utility>

#include "codecs/frame_info.h"

namespace sfu::codecs {

/// Finds the first packet of each key frame in one received stream. In H.264 and H.265 that is
/// where the parameter sets stand: a slice behind them, in the same access unit, is no beginning
/// (ITU-T H.264, section 7.4.1.2.1). Elsewhere it is the packet that begins a key frame.
class EntryPoints {
 public:
  /// Call for each packet as it comes. Packets of one access unit have one `timestamp`.
  bool accept(const FrameInfo& frame, uint32_t timestamp) {
    if (!frame.isKeyFrame || !frame.startsFrame) return false;
    const bool isLed = hasUnit_ && timestamp == unit_;
    if (frame.hasParameterSets) {
      unit_ = timestamp;
      hasUnit_ = expectsParameterSets_ = true;
      return !isLed;
    }
    if (isLed) return false;
    // The parameter sets that used to lead may be lost, and come late. Once: an encoder
    // may have ceased to send them.
    return !std::exchange(expectsParameterSets_, false);
  }

 private:
  uint32_t unit_ = 0;  // the timestamp of the last parameter sets
  bool hasUnit_ = false;
  bool expectsParameterSets_ = false;
};

}  // namespace sfu::codecs
