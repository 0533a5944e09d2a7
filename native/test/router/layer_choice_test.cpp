#include "router/layer_choice.h"

#include <vector>

#include "test/kit/check.h"

using namespace sfu;
using codecs::FrameInfo;
using router::LayerChoice;
using router::PassingLayers;
using streams::EncodingState;
using streams::LayerLimits;

namespace {

constexpr int kNone = streams::SimulcastSelector::kNone;

EncodingState live(int64_t bps) {
  return {.isLive = true, .bitrate = Bitrate::bps(bps)};
}
const EncodingState kSilent{};
const std::vector<EncodingState> kSingle{live(500'000)};
const std::vector<EncodingState> kThree{live(100'000), live(400'000), live(1'500'000)};

FrameInfo frame(uint8_t temporalLayer, bool isKeyFrame = false, bool isLayerSync = false) {
  return {.isKeyFrame = isKeyFrame,
          .startsFrame = true,
          .temporalLayer = temporalLayer,
          .isLayerSync = isLayerSync,
          .tellsLayers = true};
}

TEST_CASE("LayerChoice aims at the best encoding that lives within the limits") {
  struct Row {
    const char* what;
    std::vector<EncodingState> encodings;
    LayerLimits limits;
    int target;
  };
  const Row rows[] = {
      {"one encoding", kSingle, {}, 0},
      {"no limit", kThree, {}, 2},
      {"the highest layer", kThree, {.spatialLayer = 1}, 1},
      {"the bitrate", kThree, {.maxBitrate = Bitrate::bps(500'000)}, 1},
      {"not even the lowest is within", kThree, {.maxBitrate = Bitrate::bps(1)}, 0},
      {"the best one is silent", {live(1), live(2), kSilent}, {}, 1},
      {"the lowest is silent", {kSilent, live(2), live(3)}, {.spatialLayer = 0}, 1},
      {"all are silent", {kSilent, kSilent, kSilent}, {}, kNone},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    LayerChoice choice(row.encodings);
    choice.setLimits(row.limits, row.encodings);
    CHECK(choice.target() == row.target);
    CHECK(choice.isWaiting());
    CHECK(choice.shown() == row.target);
  }
}

TEST_CASE("LayerChoice wishes for one key frame each time it aims elsewhere") {
  LayerChoice choice(kThree);
  choice.setLimits({.spatialLayer = 0}, kThree);
  CHECK(choice.takeKeyFrameWish() == 0);
  CHECK_FALSE(choice.takeKeyFrameWish());
  REQUIRE(choice.acceptEncoding(0, true));

  choice.setLimits({}, kThree);

  CHECK(choice.takeKeyFrameWish() == 2);
  CHECK_FALSE(choice.takeKeyFrameWish());
  CHECK(choice.shown() == 0);
}

TEST_CASE("LayerChoice keeps what passes until the wanted encoding can be entered") {
  LayerChoice choice(kThree);
  choice.setLimits({.spatialLayer = 1}, kThree);

  CHECK_FALSE(choice.acceptEncoding(1, false));
  CHECK_FALSE(choice.acceptEncoding(2, true));
  CHECK(choice.acceptEncoding(0, true));
  CHECK(choice.acceptEncoding(0, false));
  CHECK(choice.acceptEncoding(1, true));
  CHECK_FALSE(choice.acceptEncoding(0, true));
}

TEST_CASE("LayerChoice tells which layers pass, once for each change") {
  LayerChoice choice(kThree);
  CHECK_FALSE(choice.takeChange());

  REQUIRE(choice.acceptEncoding(1, true));
  CHECK(choice.takeChange() == PassingLayers{.spatialLayer = 1, .temporalLayer = {}});
  CHECK_FALSE(choice.takeChange());

  choice.restart();
  CHECK_FALSE(choice.takeChange());
}

TEST_CASE("LayerChoice tells nothing of a single stream of which nothing is left out") {
  LayerChoice choice(kSingle);
  REQUIRE(choice.acceptEncoding(0, true));
  choice.enter(frame(0, true));

  CHECK(choice.isSettledOn(0));
  CHECK_FALSE(choice.isSelective());
  CHECK(choice.passing() == PassingLayers{});
  CHECK_FALSE(choice.takeChange());
}

TEST_CASE("LayerChoice leaves out what is above the limits of one stream") {
  LayerChoice choice(kSingle);
  choice.setLimits({.temporalLayer = 0}, kSingle);
  REQUIRE(choice.acceptEncoding(0, true));
  choice.enter(frame(0, true));

  CHECK(choice.isSelective());
  CHECK_FALSE(choice.isSettledOn(0));
  CHECK(choice.acceptLayers(frame(0, true)));
  CHECK_FALSE(choice.acceptLayers(frame(1)));
  CHECK(choice.passing() == PassingLayers{.spatialLayer = {}, .temporalLayer = 0});
}

TEST_CASE("LayerChoice finds its encodings at their new places") {
  LayerChoice choice(kThree);
  REQUIRE(choice.acceptEncoding(2, true));
  const std::vector<EncodingState> two{live(1'500'000), live(3'000'000)};

  choice.rearrange(std::vector{2, -1}, two);

  CHECK(choice.current() == 0);
  CHECK(choice.target() == 1);
  CHECK(choice.takeKeyFrameWish() == 1);
}

TEST_CASE("LayerChoice waits for a key frame when its stream ended in the midst of a picture") {
  LayerChoice choice(kSingle);
  REQUIRE(choice.acceptEncoding(0, true));

  choice.leave();

  CHECK(choice.isWaiting());
  CHECK(choice.takeKeyFrameWish() == 0);
  CHECK_FALSE(choice.acceptEncoding(0, false));
}

}  // namespace
