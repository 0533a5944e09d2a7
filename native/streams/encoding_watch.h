// Which encodings of a simulcast track are being sent.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time.h"

namespace sfu::streams {

/// Tells an encoding that its publisher stopped from one that only waits for its next frame.
///
/// An encoding lives from its first frame. It is given up when it has been silent for kSilence
/// and meanwhile its siblings began kFrames frames: a browser stops single encodings when its
/// uplink narrows, while a camera that is covered, a screen on which nothing moves (one frame
/// a second) and a path that is down silence all of them alike, and then there is nothing
/// better to go to. Half a second is past any gap that an encoder's rate control leaves
/// at 30 frames a second, and short enough for the viewer who sees a still picture meanwhile.
///
/// Frames wake it, so it needs no timer. Retransmissions and padding are no frames.
class EncodingWatch {
 public:
  static constexpr Duration kSilence = std::chrono::milliseconds(500);
  static constexpr uint64_t kFrames = 10;

  explicit EncodingWatch(size_t encodings) : entries_(encodings) {}

  size_t size() const { return entries_.size(); }
  /// The encoding that is now `to` was `from`; one that comes from nowhere is new.
  void rearrange(const std::vector<int>& from);

  /// A frame of that encoding began.
  void handleFrame(size_t encoding, Time now) {
    Entry& entry = entries_[encoding];
    entry.lastFrameAt = now;
    entry.lastFrame = ++frames_;
    if (entry.isLive) return;
    entry.isLive = true;
    entry.liveSince = now;
    hasChanged_ = true;
  }

  /// Gives up what fell silent. True if an encoding began or ceased to live since the last call.
  bool refresh(Time now);

  bool isLive(size_t encoding) const { return entries_[encoding].isLive; }
  /// Since when; of an encoding that lives.
  Time liveSince(size_t encoding) const { return entries_[encoding].liveSince; }

 private:
  struct Entry {
    bool isLive = false;
    Time liveSince{};
    Time lastFrameAt{};
    uint64_t lastFrame = 0;  // as frames_ stood
  };

  std::vector<Entry> entries_;
  uint64_t frames_ = 0;  // of all encodings together
  bool hasChanged_ = false;
};

}  // namespace sfu::streams
