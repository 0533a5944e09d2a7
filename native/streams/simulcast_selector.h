// Which encoding of a simulcast track a viewer gets.
#pragma once
#include <optional>
#include <span>

#include "base/units.h"
#include "streams/layer_limits.h"

namespace sfu::streams {

/// What is known of one encoding, as it arrives.
struct EncodingState {
  bool isLive = false;
  /// Of the last second; nothing while the encoding is younger than that.
  std::optional<Bitrate> bitrate;
};

/// Chooses the encoding for one viewer, and when to go over to it.
///
/// The target is the highest live encoding within the limits; the lowest live one is always
/// within. What passes now is kept until the target's next key frame, so that the viewer has a
/// picture all the time; who owns the selector asks for that key frame. A viewer that has
/// nothing yet begins with the first key frame at or below its target.
///
/// accept() runs per packet, choose() when something changed. It knows nothing of packets but
/// whether a decoder can start at them.
class SimulcastSelector {
 public:
  static constexpr int kNone = -1;
  /// An encoding that costs more than this part of the limit is not gone up to: rates of
  /// encoders waver, and each step costs a key frame. In percent.
  static constexpr int64_t kHeadroom = 90;

  /// A track with one encoding has nothing to choose from.
  explicit SimulcastSelector(size_t encodings) : target_(encodings == 1 ? 0 : kNone) {}

  /// choose() follows.
  void setLimits(const LayerLimits& limits) {
    highest_ = limits.spatialLayer;
    maxBitrate_ = limits.maxBitrate;
  }
  /// Sets the target by what the encodings do, low to high. True if it is another now. While
  /// none lives it stays.
  bool choose(std::span<const EncodingState> encodings);

  /// Whether a packet passes. `isEntryPoint`: a decoder that has nothing can start here.
  bool accept(int encoding, bool isEntryPoint) {
    if (encoding == current_) return true;
    if (!isEntryPoint || !maySwitchTo(encoding)) return false;
    current_ = encoding;
    return true;
  }
  /// What comes next is unknown to the viewer: it needs a key frame first.
  void restart() { current_ = kNone; }
  /// The encodings have new numbers: what was `from[to]` is `to` now.
  void rearrange(std::span<const int> from);

  /// What passes now, and what will at its next key frame.
  int current() const { return current_; }
  int target() const { return target_; }
  bool awaitsKeyFrame() const { return current_ != target_; }

 private:
  bool fits(int encoding, const EncodingState& state) const;
  bool maySwitchTo(int encoding) const {
    return encoding == target_ || (current_ == kNone && encoding < target_);
  }

  int highest_ = LayerLimits::kAll;
  Bitrate maxBitrate_;
  int current_ = kNone;
  int target_;
};

}  // namespace sfu::streams
