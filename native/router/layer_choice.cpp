#include "router/layer_choice.h"

#include <utility>

namespace sfu::router {

using streams::EncodingState;
using streams::LayerLimits;
using streams::SimulcastSelector;

LayerChoice::LayerChoice(std::span<const EncodingState> encodings)
    : selector_(encodings.size()), isSimulcast_(encodings.size() > 1) {
  refresh(encodings);
  selector_.choose(encodings);
}

void LayerChoice::setLimits(const LayerLimits& limits, std::span<const EncodingState> encodings) {
  limits_ = limits;
  refresh(encodings);
  choose(encodings);
  if (svc_.awaitsKeyFrame()) wantsKeyFrame_ = true;
}

void LayerChoice::choose(std::span<const EncodingState> encodings) {
  if (selector_.choose(encodings) && selector_.awaitsKeyFrame()) wantsKeyFrame_ = true;
}

void LayerChoice::rearrange(std::span<const int> from, std::span<const EncodingState> encodings) {
  selector_.rearrange(from);
  refresh(encodings);
  choose(encodings);
  if (isWaiting()) wantsKeyFrame_ = true;
}

/// Brings what does the selection in line with the limits and the number of encodings.
void LayerChoice::refresh(std::span<const EncodingState> encodings) {
  isSimulcast_ = encodings.size() > 1;
  selector_.setLimits(limits_);
  svc_.setLimits(limits_, !isSimulcast_);
}

void LayerChoice::enter(const codecs::FrameInfo& first) {
  hasLayers_ = first.tellsLayers;
  svc_.restart();
}

void LayerChoice::leave() {
  selector_.restart();
  wantsKeyFrame_ = true;
}

void LayerChoice::restart() {
  selector_.restart();
  svc_.restart();
}

std::optional<int> LayerChoice::takeKeyFrameWish() {
  if (!std::exchange(wantsKeyFrame_, false)) return std::nullopt;
  if (selector_.awaitsKeyFrame()) return selector_.target();
  if (svc_.awaitsKeyFrame()) return selector_.current();
  return std::nullopt;
}

PassingLayers LayerChoice::passing() const {
  PassingLayers layers;
  if (isSimulcast_) {
    if (!isWaiting()) layers.spatialLayer = static_cast<uint8_t>(selector_.current());
  } else if (hasLayers_ && svc_.spatialLayer() != LayerLimits::kAll) {
    layers.spatialLayer = svc_.spatialLayer();
  }
  if (hasLayers_ && svc_.temporalLayer() != LayerLimits::kAll) {
    layers.temporalLayer = svc_.temporalLayer();
  }
  return layers;
}

std::optional<PassingLayers> LayerChoice::takeChange() {
  // Nothing to choose from, or nothing that passes: the viewer sees what it saw.
  if (isWaiting()) return std::nullopt;
  const PassingLayers now = passing();
  if (now == told_) return std::nullopt;
  return told_ = now;
}

}  // namespace sfu::router
