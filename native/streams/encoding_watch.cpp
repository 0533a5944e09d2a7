#include "streams/encoding_watch.h"

#include <utility>

namespace sfu::streams {

void EncodingWatch::rearrange(const std::vector<int>& from) {
  std::vector<Entry> old = std::exchange(entries_, std::vector<Entry>(from.size()));
  for (size_t to = 0; to < from.size(); ++to) {
    if (from[to] >= 0) entries_[to] = old[static_cast<size_t>(from[to])];
  }
  hasChanged_ = true;
}

bool EncodingWatch::refresh(Time now) {
  for (Entry& entry : entries_) {
    const bool isGone =
        entry.isLive && now - entry.lastFrameAt >= kSilence && frames_ - entry.lastFrame >= kFrames;
    if (!isGone) continue;
    entry.isLive = false;
    hasChanged_ = true;
  }
  return std::exchange(hasChanged_, false);
}

}  // namespace sfu::streams
