// Which encoding a viewer gets.
#include "streams/simulcast_selector.h"

#include <vector>

#include "test/kit/check.h"

using namespace sfu;
using streams::EncodingState;
using streams::LayerLimits;
using streams::SimulcastSelector;

namespace {

constexpr int kNone = SimulcastSelector::kNone;

EncodingState live(int64_t kbps) {
  return {.isLive = true, .bitrate = Bitrate::bps(kbps * 1000)};
}
const EncodingState kDead{};
const EncodingState kYoung{.isLive = true, .bitrate = std::nullopt};

LayerLimits upTo(uint8_t layer) {
  return {.spatialLayer = layer};
}
LayerLimits within(int64_t kbps) {
  return {.maxBitrate = Bitrate::bps(kbps * 1000)};
}

struct Row {
  const char* title;
  LayerLimits limits;
  std::vector<EncodingState> encodings;
  int target;
};
const Row kRows[] = {
    {"the highest without limits", {}, {live(100), live(400), live(1500)}, 2},
    {"the highest that lives", {}, {live(100), live(400), kDead}, 1},
    {"the lowest if only that lives", {}, {live(100), kDead, kDead}, 0},
    {"none while nothing lives", {}, {kDead, kDead}, kNone},
    {"the wanted one", upTo(1), {live(100), live(400), live(1500)}, 1},
    {"the next below a wanted one that stopped", upTo(1), {live(100), kDead, live(1500)}, 0},
    {"the lowest that lives above a limit that nothing keeps", upTo(0), {kDead, live(400)}, 1},
    {"the highest within a bitrate", within(500), {live(100), live(400), live(1500)}, 1},
    {"the lowest above every bitrate", within(50), {live(100), live(400), live(1500)}, 0},
    {"not what is within, but only just", within(420), {live(100), live(400), live(1500)}, 0},
    {"not what nobody has measured", within(500), {live(100), kYoung}, 0},
    {"the lowest, measured or not", within(500), {kYoung, kYoung}, 0},
    {"a young one where there is no bitrate to keep", {}, {kYoung, kYoung}, 1},
    {"the lower of two limits",
     {.spatialLayer = 2, .maxBitrate = Bitrate::bps(450'000)},
     {live(100), live(400), live(1500)},
     1},
};

TEST_CASE("SimulcastSelector aims at …") {
  for (const Row& row : kRows) {
    CAPTURE(row.title);
    SimulcastSelector selector(row.encodings.size());
    selector.setLimits(row.limits);
    selector.choose(row.encodings);
    CHECK(selector.target() == row.target);
  }
}

TEST_CASE("SimulcastSelector has nothing to choose from one encoding") {
  SimulcastSelector selector(1);
  selector.setLimits(within(1));
  CHECK(selector.target() == 0);
  const std::vector<EncodingState> encodings{kDead};
  CHECK_FALSE(selector.choose(encodings));
  CHECK(selector.accept(0, true));
  CHECK(selector.accept(0, false));
}

TEST_CASE("SimulcastSelector begins at an entry point") {
  SimulcastSelector selector(2);
  selector.choose(std::vector{live(100), live(400)});

  CHECK_FALSE(selector.accept(1, false));
  CHECK(selector.accept(1, true));
  CHECK(selector.accept(1, false));
  CHECK_FALSE(selector.accept(0, true));
}

TEST_CASE("SimulcastSelector begins below its target if that comes first") {
  SimulcastSelector selector(3);
  selector.choose(std::vector{live(100), live(400), live(1500)});

  CHECK(selector.accept(0, true));
  CHECK(selector.awaitsKeyFrame());
  CHECK_FALSE(selector.accept(1, true));
  CHECK(selector.accept(2, true));
  CHECK_FALSE(selector.awaitsKeyFrame());
}

TEST_CASE("SimulcastSelector keeps what passes until the target has a key frame") {
  SimulcastSelector selector(2);
  selector.choose(std::vector{live(100), kDead});
  REQUIRE(selector.accept(0, true));

  CHECK(selector.choose(std::vector{live(100), live(400)}));
  CHECK_FALSE(selector.accept(1, false));
  CHECK(selector.accept(0, false));
  CHECK(selector.current() == 0);

  CHECK(selector.accept(1, true));
  CHECK_FALSE(selector.accept(0, false));
  CHECK(selector.current() == 1);
}

TEST_CASE("SimulcastSelector goes back without a key frame if it had not left yet") {
  SimulcastSelector selector(2);
  selector.choose(std::vector{live(100), live(400)});
  REQUIRE(selector.accept(1, true));

  selector.choose(std::vector{live(100), kDead});
  CHECK(selector.target() == 0);
  selector.choose(std::vector{live(100), live(400)});

  CHECK(selector.accept(1, false));
  CHECK_FALSE(selector.awaitsKeyFrame());
}

TEST_CASE("SimulcastSelector stays within the limit without headroom where it is") {
  SimulcastSelector selector(2);
  selector.setLimits(within(1000));
  selector.choose(std::vector{live(100), live(900)});
  REQUIRE(selector.accept(1, true));

  selector.choose(std::vector{live(100), live(1000)});
  CHECK(selector.target() == 1);
  selector.choose(std::vector{live(100), live(1001)});
  CHECK(selector.target() == 0);
  REQUIRE(selector.accept(0, true));
  selector.choose(std::vector{live(100), live(901)});
  CHECK(selector.target() == 0);
  selector.choose(std::vector{live(100), live(900)});
  CHECK(selector.target() == 1);
}

TEST_CASE("SimulcastSelector keeps its target while nothing lives") {
  SimulcastSelector selector(2);
  selector.choose(std::vector{live(100), live(400)});
  CHECK_FALSE(selector.choose(std::vector{kDead, kDead}));
  CHECK(selector.target() == 1);
}

TEST_CASE("SimulcastSelector needs a key frame after a restart") {
  SimulcastSelector selector(1);
  REQUIRE(selector.accept(0, true));
  selector.restart();
  CHECK_FALSE(selector.accept(0, false));
  CHECK(selector.accept(0, true));
}

TEST_CASE("SimulcastSelector follows encodings to other places") {
  SimulcastSelector selector(1);
  REQUIRE(selector.accept(0, true));
  const std::vector<int> from{-1, 0};

  selector.rearrange(from);

  CHECK(selector.current() == 1);
  CHECK(selector.accept(1, false));
  const std::vector<int> gone{0};
  selector.rearrange(gone);
  CHECK(selector.current() == kNone);
  CHECK(selector.target() == 0);
}

}  // namespace
