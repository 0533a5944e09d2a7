// Which layers of one stream a viewer gets.
#pragma once
#include <algorithm>
#include <cstdint>

#include "codecs/frame_info.h"
#include "streams/layer_limits.h"

namespace sfu::streams {

/// Leaves out frames of one stream that no frame below them needs: temporal layers of VP8,
/// temporal and spatial ones of VP9, and of what else comes with dependency descriptors (AV1).
///
/// Down goes it between two pictures; a layer above is needed by none below (the K-SVC modes
/// included, for all layers up to the limit are forwarded). Up goes it where the layer needs
/// nothing that was left out: a temporal layer at a layer sync of that layer, one at a time, or
/// where a frame opens it; a spatial layer at an intra picture; everything at a key frame, and
/// once no layer is left out.
///
/// A packet that does not tell its layers always passes.
class SvcSelector {
 public:
  void setLimits(const LayerLimits& limits, bool hasSpatialLayers) {
    wanted_ = {hasSpatialLayers ? limits.spatialLayer : LayerLimits::kAll, limits.temporalLayer};
    refresh();
  }
  /// A new stream follows, with a key frame first.
  void restart() {
    passing_ = wanted_;
    seen_ = {0, 0};
    refresh();
  }

  /// Whether accept() would say yes to everything, now and later: then it need not be asked.
  bool isOpen() const { return isOpen_; }
  /// Call once per packet.
  bool accept(const codecs::FrameInfo& frame) {
    if (!frame.tellsLayers) return true;
    if (frame.startsFrame) handleFrame(frame);
    return frame.temporalLayer <= passing_.temporal && frame.spatialLayer <= passing_.spatial;
  }
  /// True for the last packet of a picture whose upper layers are left out: there the marker
  /// bit has to stand. RFC 9628, section 4.1.
  bool endsPicture(const codecs::FrameInfo& frame) const {
    return frame.endsFrame && frame.spatialLayer == passing_.spatial;
  }
  /// A layer that is wanted can only be had from a key frame on.
  bool awaitsKeyFrame() const {
    return passing_.spatial < std::min(wanted_.spatial, seen_.spatial);
  }

  uint8_t spatialLayer() const { return passing_.spatial; }
  uint8_t temporalLayer() const { return passing_.temporal; }

 private:
  struct Layers {
    uint8_t spatial = LayerLimits::kAll;
    uint8_t temporal = LayerLimits::kAll;
    friend bool operator==(const Layers&, const Layers&) = default;
  };

  void handleFrame(const codecs::FrameInfo& frame);
  void refresh() { isOpen_ = wanted_ == Layers{} && passing_ == Layers{}; }

  Layers wanted_;
  Layers passing_;
  Layers seen_{0, 0};  // the highest that arrived
  bool isOpen_ = true;
};

}  // namespace sfu::streams
