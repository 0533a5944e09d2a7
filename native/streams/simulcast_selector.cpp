#include "streams/simulcast_selector.h"

#include <utility>

namespace sfu::streams {

bool SimulcastSelector::choose(std::span<const EncodingState> encodings) {
  int best = kNone;
  for (int i = 0; i < static_cast<int>(encodings.size()); ++i) {
    const EncodingState& state = encodings[static_cast<size_t>(i)];
    if (encodings.size() > 1 && !state.isLive) continue;
    if (best == kNone || (i <= highest_ && fits(i, state))) best = i;
  }
  if (best == kNone) return false;
  return std::exchange(target_, best) != best;
}

bool SimulcastSelector::fits(int encoding, const EncodingState& state) const {
  if (maxBitrate_.bps() == 0) return true;
  if (!state.bitrate) return false;
  const bool isHere = encoding == current_ || encoding == target_;
  const int64_t limit = isHere ? maxBitrate_.bps() : maxBitrate_.bps() * kHeadroom / 100;
  return state.bitrate->bps() <= limit;
}

void SimulcastSelector::rearrange(std::span<const int> from) {
  const auto placeOf = [&](int old) {
    for (size_t to = 0; to < from.size(); ++to) {
      if (from[to] == old) return static_cast<int>(to);
    }
    return kNone;
  };
  if (current_ != kNone) current_ = placeOf(current_);
  if (target_ != kNone) target_ = placeOf(target_);
  if (target_ == kNone && from.size() == 1) target_ = 0;
}

}  // namespace sfu::streams
