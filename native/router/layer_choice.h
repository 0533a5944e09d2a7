// Which of a track's layers one viewer gets.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "codecs/frame_info.h"
#include "streams/layer_limits.h"
#include "streams/simulcast_selector.h"
#include "streams/svc_selector.h"

namespace sfu::router {

/// The layers that go out: of simulcast the encoding, else nothing where none is left out.
struct PassingLayers {
  std::optional<uint8_t> spatialLayer;
  std::optional<uint8_t> temporalLayer;
  friend bool operator==(const PassingLayers&, const PassingLayers&) = default;
};

/// Of several encodings one passes at a time (streams/simulcast_selector), of one stream the
/// layers within the limits (streams/svc_selector). Its sender asks per packet; the rest runs
/// when the limits or the encodings change.
///
/// It sees frames, not packets, and asks nobody for a key frame: takeKeyFrameWish() says which
/// encoding one is wanted from.
class LayerChoice {
 public:
  /// `encodings` is what the receiver's encodings do now, low to high.
  explicit LayerChoice(std::span<const streams::EncodingState> encodings);

  const streams::LayerLimits& limits() const { return limits_; }
  void setLimits(const streams::LayerLimits& limits,
                 std::span<const streams::EncodingState> encodings);
  /// Chooses anew, by what the encodings do now.
  void choose(std::span<const streams::EncodingState> encodings);
  /// The encodings have new places: what was `from[to]` is `to` now, -1 for a new one.
  void rearrange(std::span<const int> from, std::span<const streams::EncodingState> encodings);
  /// Whether anything may be left out, now or once these limits bite.
  bool isSelective() const { return isSimulcast_ || !svc_.isOpen(); }

  /// Whether a packet of that encoding passes whatever its frame: then nothing else is asked.
  bool isSettledOn(int encoding) const { return encoding == selector_.current() && svc_.isOpen(); }
  /// Whether a packet of that encoding passes. `isEntryPoint`: a decoder can start with it.
  bool acceptEncoding(int encoding, bool isEntryPoint) {
    return selector_.accept(encoding, isEntryPoint);
  }
  /// Whether a packet of the encoding that passes is within the limits.
  bool acceptLayers(const codecs::FrameInfo& frame) { return svc_.isOpen() || svc_.accept(frame); }
  /// See SvcSelector::endsPicture().
  bool endsPicture(const codecs::FrameInfo& frame) const { return svc_.endsPicture(frame); }

  /// The packets that follow are of another stream than those before; its first one is accepted.
  void enter(const codecs::FrameInfo& first);
  /// The stream that passed has ended in the midst of a picture: the next one needs a key frame.
  void leave();
  /// What comes next is a new beginning to the viewer.
  void restart();

  /// Nothing passes yet.
  bool isWaiting() const { return selector_.current() == streams::SimulcastSelector::kNone; }
  /// What passes now; SimulcastSelector::kNone while it waits.
  int current() const { return selector_.current(); }
  /// What passes, or will from its next key frame on.
  int target() const { return selector_.target(); }
  /// What passes, else what it waits for. SimulcastSelector::kNone while nothing is known.
  int shown() const { return isWaiting() ? target() : current(); }
  /// The encoding that the viewer cannot go to, or go on with, without a key frame; once for
  /// each reason.
  std::optional<int> takeKeyFrameWish();

  PassingLayers passing() const;
  /// passing(), if it is other than at the last call.
  std::optional<PassingLayers> takeChange();

 private:
  void refresh(std::span<const streams::EncodingState> encodings);

  streams::LayerLimits limits_;
  streams::SimulcastSelector selector_;
  streams::SvcSelector svc_;
  PassingLayers told_;
  bool isSimulcast_;
  bool hasLayers_ = false;  // that can be told apart, within the stream
  bool wantsKeyFrame_ = false;
};

}  // namespace sfu::router
