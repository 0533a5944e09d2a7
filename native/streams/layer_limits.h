// What a viewer gets at most of a track.
#pragma once
#include <cstdint>

#include "base/units.h"

namespace sfu::streams {

/// The highest layers that a viewer is to get. Layers count from the lowest, zero.
struct LayerLimits {
  static constexpr uint8_t kAll = 0xff;

  /// Of a simulcast track the encoding, of a single SVC stream the layer within.
  uint8_t spatialLayer = kAll;
  uint8_t temporalLayer = kAll;
  /// The highest encoding that keeps within; zero lifts the limit. The lowest one always may.
  Bitrate maxBitrate;

  friend bool operator==(const LayerLimits&, const LayerLimits&) = default;
};

}  // namespace sfu::streams
