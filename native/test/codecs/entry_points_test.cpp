#include "codecs/entry_points.h"

#include "test/kit/check.h"

using namespace sfu;
using codecs::EntryPoints;
using codecs::FrameInfo;

namespace {

constexpr FrameInfo kParameterSets{
    .isKeyFrame = true, .hasParameterSets = true, .startsFrame = true};
constexpr FrameInfo kPps{.startsFrame = true};
constexpr FrameInfo kIdr{.isKeyFrame = true, .startsFrame = true};
constexpr FrameInfo kSlice{.startsFrame = true};

TEST_CASE("EntryPoints lets a decoder begin at the parameter sets, not at the slices behind them") {
  EntryPoints points;

  CHECK(points.accept(kParameterSets, 6000));
  CHECK_FALSE(points.accept(kPps, 6000));
  CHECK_FALSE(points.accept(kIdr, 6000));
  CHECK_FALSE(points.accept(kSlice, 9000));
  CHECK(points.accept(kParameterSets, 12000));
}

TEST_CASE("EntryPoints begins once where VPS and SPS come in packets of their own") {
  EntryPoints points;

  CHECK(points.accept(kParameterSets, 6000));
  CHECK_FALSE(points.accept(kParameterSets, 6000));
}

TEST_CASE("EntryPoints takes a key frame without parameter sets where there never were any") {
  EntryPoints points;

  CHECK(points.accept(kIdr, 3000));
  CHECK(points.accept(kIdr, 6000));
}

TEST_CASE("EntryPoints waits for parameter sets that were lost, and takes them late") {
  EntryPoints points;
  REQUIRE(points.accept(kParameterSets, 3000));

  CHECK_FALSE(points.accept(kIdr, 6000));
  CHECK(points.accept(kParameterSets, 6000));
}

TEST_CASE("EntryPoints does not wait for ever for an encoder that sends them no more") {
  EntryPoints points;
  REQUIRE(points.accept(kParameterSets, 3000));
  REQUIRE_FALSE(points.accept(kIdr, 6000));

  CHECK(points.accept(kIdr, 9000));
}

}  // namespace
