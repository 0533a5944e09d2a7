// Which layers of one stream a viewer gets.
#include "streams/svc_selector.h"

#include <vector>

#include "test/kit/check.h"

using namespace sfu;
using codecs::FrameInfo;
using streams::LayerLimits;
using streams::SvcSelector;

namespace {

const FrameInfo kKey{
    .isKeyFrame = true, .startsFrame = true, .isIntraPicture = true, .tellsLayers = true};

FrameInfo temporal(uint8_t layer, bool isSync = false) {
  return {.startsFrame = true, .temporalLayer = layer, .isLayerSync = isSync, .tellsLayers = true};
}
FrameInfo spatial(uint8_t layer, bool isIntra = false) {
  return {.startsFrame = true,
          .spatialLayer = layer,
          .endsFrame = true,
          .isIntraPicture = isIntra,
          .tellsLayers = true};
}

SvcSelector limitedTo(LayerLimits limits) {
  SvcSelector selector;
  selector.setLimits(limits, true);
  selector.restart();
  selector.accept(kKey);
  return selector;
}

TEST_CASE("SvcSelector is open until something is limited") {
  SvcSelector selector;
  CHECK(selector.isOpen());
  selector.setLimits({.temporalLayer = 1}, true);
  CHECK_FALSE(selector.isOpen());
}

TEST_CASE("SvcSelector is no matter of spatial limits where encodings are the layers") {
  SvcSelector selector;
  selector.setLimits({.spatialLayer = 0}, false);
  CHECK(selector.isOpen());
}

TEST_CASE("SvcSelector leaves out temporal layers above the limit") {
  SvcSelector selector = limitedTo({.temporalLayer = 1});
  CHECK(selector.accept(temporal(0)));
  CHECK_FALSE(selector.accept(temporal(2, true)));
  CHECK(selector.accept(temporal(1)));
}

TEST_CASE("SvcSelector lets a frame that has begun go out whole") {
  SvcSelector selector = limitedTo({});
  REQUIRE(selector.accept(temporal(2)));
  selector.setLimits({.temporalLayer = 0}, true);

  CHECK(selector.accept({.temporalLayer = 2, .tellsLayers = true}));
  CHECK(selector.accept(temporal(0)));
  CHECK_FALSE(selector.accept(temporal(2)));
}

TEST_CASE("SvcSelector goes up one temporal layer at a time, each at its sync") {
  SvcSelector selector = limitedTo({.temporalLayer = 0});
  selector.setLimits({.temporalLayer = 2}, true);

  CHECK_FALSE(selector.accept(temporal(2, true)));
  CHECK_FALSE(selector.accept(temporal(1)));
  CHECK(selector.accept(temporal(1, true)));
  CHECK(selector.accept(temporal(1)));
  CHECK_FALSE(selector.accept(temporal(2)));
  CHECK(selector.accept(temporal(2, true)));
  CHECK(selector.accept(temporal(2)));
}

TEST_CASE("SvcSelector goes up at a key frame at once, and is open again") {
  SvcSelector selector = limitedTo({.temporalLayer = 0});
  selector.setLimits({}, true);
  CHECK_FALSE(selector.isOpen());
  CHECK_FALSE(selector.accept(temporal(2)));

  CHECK(selector.accept(kKey));

  CHECK(selector.isOpen());
  CHECK(selector.accept(temporal(2)));
}

TEST_CASE("SvcSelector leaves out spatial layers above the limit, and says where a picture ends") {
  SvcSelector selector = limitedTo({.spatialLayer = 1});
  CHECK(selector.accept(spatial(0)));
  CHECK_FALSE(selector.endsPicture(spatial(0)));
  CHECK(selector.accept(spatial(1)));
  CHECK(selector.endsPicture(spatial(1)));
  CHECK_FALSE(selector.accept(spatial(2)));
}

TEST_CASE("SvcSelector goes down between two pictures") {
  SvcSelector selector = limitedTo({.spatialLayer = 2});
  REQUIRE(selector.accept(spatial(0)));
  selector.setLimits({.spatialLayer = 0}, true);

  CHECK(selector.accept(spatial(1)));
  CHECK(selector.accept(spatial(2)));
  CHECK(selector.accept(spatial(0)));
  CHECK_FALSE(selector.accept(spatial(1)));
}

TEST_CASE("SvcSelector goes up a spatial layer at an intra picture, and waits for it") {
  SvcSelector selector = limitedTo({.spatialLayer = 0});
  selector.accept(spatial(1));
  selector.setLimits({.spatialLayer = 1}, true);
  CHECK(selector.awaitsKeyFrame());
  CHECK_FALSE(selector.accept(spatial(1)));

  CHECK(selector.accept(kKey));
  CHECK(selector.accept(spatial(1, true)));
  CHECK(selector.accept(spatial(1)));
  CHECK_FALSE(selector.awaitsKeyFrame());
}

TEST_CASE("SvcSelector waits for no layer that does not come") {
  SvcSelector selector = limitedTo({.spatialLayer = 0});
  selector.accept(spatial(0));
  selector.setLimits({}, true);
  CHECK_FALSE(selector.awaitsKeyFrame());
}

TEST_CASE("SvcSelector goes up several temporal layers where a frame opens them") {
  SvcSelector selector = limitedTo({.temporalLayer = 0});
  selector.setLimits({.temporalLayer = 1}, true);
  CHECK_FALSE(selector.accept(temporal(1)));

  CHECK(selector.accept({.startsFrame = true, .tellsLayers = true, .opensTemporalLayer = 2}));

  CHECK(selector.accept(temporal(1)));
  CHECK_FALSE(selector.accept(temporal(2)));
}

TEST_CASE("SvcSelector lets pass what does not tell its layers") {
  SvcSelector selector = limitedTo({.spatialLayer = 0, .temporalLayer = 0});
  CHECK(selector.accept({.startsFrame = true, .temporalLayer = 2, .spatialLayer = 1}));
}

TEST_CASE("SvcSelector is open again once no layer is left out") {
  SvcSelector selector = limitedTo({.temporalLayer = 0});
  CHECK_FALSE(selector.accept(temporal(1)));
  selector.setLimits({}, true);
  CHECK(selector.accept(temporal(0)));
  CHECK_FALSE(selector.isOpen());

  CHECK(selector.accept(temporal(1, true)));
  CHECK(selector.accept(temporal(0)));

  CHECK(selector.isOpen());
}

}  // namespace
