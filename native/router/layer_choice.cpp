// The part of RtpSender that says which layers its viewer gets; none of it runs per packet.
#include <utility>

#include "router/rtp_sender.h"

namespace sfu::router {

using streams::LayerLimits;
using streams::SimulcastSelector;

void RtpSender::setLimits(const LayerLimits& limits, const RtpReceiver& source) {
  limits_ = limits;
  refreshMeans(source);
  chooseEncoding(source);
  if (svc_.awaitsKeyFrame()) wantsKeyFrame_ = true;
}

void RtpSender::chooseEncoding(const RtpReceiver& source) {
  if (selector_.choose(source.encodingStates()) && selector_.awaitsKeyFrame()) {
    wantsKeyFrame_ = true;
  }
}

void RtpSender::handleEncodings(std::span<const int> from, const RtpReceiver& source) {
  selector_.rearrange(from);
  refreshMeans(source);
  chooseEncoding(source);
  if (awaitsKeyFrame()) wantsKeyFrame_ = true;
}

/// Brings what does the selection in line with the limits and the number of encodings.
void RtpSender::refreshMeans(const RtpReceiver& source) {
  isSimulcast_ = source.encodingCount() > 1;
  selector_.setLimits(limits_);
  svc_.setLimits(limits_, !isSimulcast_);
  if (!isSimulcast_ && svc_.isOpen()) return;
  rewritesPictures_ = true;
  // It numbers frames and names those they depend on; over a seam its numbers would run
  // backwards, and libwebrtc drops what they then say.
  extensions_.set(rtp::ExtensionKind::kDependencyDescriptor, 0);
}

int RtpSender::shownEncoding() const {
  const int current = selector_.current();
  return current == SimulcastSelector::kNone ? selector_.target() : current;
}

std::optional<int> RtpSender::takeKeyFrameWish() {
  if (!std::exchange(wantsKeyFrame_, false) || isPaused_) return std::nullopt;
  if (selector_.awaitsKeyFrame()) return selector_.target();
  if (svc_.awaitsKeyFrame()) return selector_.current();
  return std::nullopt;
}

PassingLayers RtpSender::passing() const {
  PassingLayers layers;
  if (isSimulcast_) {
    if (selector_.current() != SimulcastSelector::kNone) {
      layers.spatialLayer = static_cast<uint8_t>(selector_.current());
    }
  } else if (hasLayers_ && svc_.spatialLayer() != LayerLimits::kAll) {
    layers.spatialLayer = svc_.spatialLayer();
  }
  if (hasLayers_ && svc_.temporalLayer() != LayerLimits::kAll)
    layers.temporalLayer = svc_.temporalLayer();
  return layers;
}

std::optional<PassingLayers> RtpSender::takeLayersChange() {
  // Nothing to choose from, or nothing that passes: the viewer sees what it saw.
  if (selector_.current() == SimulcastSelector::kNone) return std::nullopt;
  const PassingLayers now = passing();
  if (now == told_) return std::nullopt;
  return told_ = now;
}

}  // namespace sfu::router
