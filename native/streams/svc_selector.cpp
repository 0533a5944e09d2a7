#include "streams/svc_selector.h"

namespace sfu::streams {

void SvcSelector::handleFrame(const codecs::FrameInfo& frame) {
  seen_.spatial = std::max(seen_.spatial, frame.spatialLayer);
  seen_.temporal = std::max(seen_.temporal, frame.temporalLayer);
  if (frame.spatialLayer == 0) {
    if (frame.isKeyFrame || seen_.spatial <= passing_.spatial) passing_.spatial = wanted_.spatial;
    if (frame.isKeyFrame || seen_.temporal <= passing_.temporal) {
      passing_.temporal = wanted_.temporal;
    }
    passing_.spatial = std::min(passing_.spatial, wanted_.spatial);
    passing_.temporal = std::min(passing_.temporal, wanted_.temporal);
    if (frame.temporalLayer <= passing_.temporal) {
      const uint8_t open = std::min(frame.opensTemporalLayer, wanted_.temporal);
      passing_.temporal = std::max(passing_.temporal, open);
    }
  }
  const bool isNextTemporal =
      frame.temporalLayer == passing_.temporal + 1 && frame.temporalLayer <= wanted_.temporal;
  if (isNextTemporal && frame.isLayerSync) passing_.temporal = frame.temporalLayer;
  const bool isNextSpatial =
      frame.spatialLayer == passing_.spatial + 1 && frame.spatialLayer <= wanted_.spatial;
  if (isNextSpatial && frame.isIntraPicture) passing_.spatial = frame.spatialLayer;
  refresh();
}

}  // namespace sfu::streams
