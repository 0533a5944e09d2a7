// ICE restart: old and new credentials side by side, and media never pauses.
#include "ice/ice_agent.h"

#include "test/ice/ice_scene.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using ice::RouteSelected;
using ice::State;
using test::IceCheck;
using test::iceRoute;
using test::IceScene;

namespace {

const ice::Credentials kSecond{"ufrag2", "another-password-of-22"};

TEST_CASE("IceAgent keeps state, route and consent through a restart") {
  IceScene scene;
  scene.wifi.checkEvery(2s, {.useCandidate = true});
  scene.settle();
  scene.host.takeEvents();

  scene.agent.restart(kSecond, scene.world.now());
  scene.world.pass(1min);

  CHECK(scene.agent.local().ufrag == "ufrag2");
  CHECK(scene.host.takeEvents().empty());
  CHECK(scene.agent.state() == State::kCompleted);
  CHECK(scene.agent.accepts(iceRoute(1)));
  CHECK(scene.wifi.errors() == 0);
}

TEST_CASE("IceAgent moves to the route that new credentials nominate") {
  IceScene scene;
  scene.wifi.checkEvery(2s, {.useCandidate = true});
  scene.settle();
  scene.agent.restart(kSecond, scene.world.now());
  scene.host.takeEvents();

  scene.mobile.check({.credentials = kSecond, .useCandidate = true});
  scene.settle();

  const auto events = scene.host.takeEvents();
  REQUIRE(events.size() == 1);
  CHECK(std::get<RouteSelected>(events[0]).route == iceRoute(2));
  CHECK_FALSE(scene.agent.isFor(IceCheck().bytes()));
  CHECK(scene.agent.isFor(IceCheck{.credentials = kSecond}.bytes()));
  scene.wifi.check();
  scene.settle();
  CHECK(scene.wifi.errors() == 1);
}

TEST_CASE("IceAgent ends a restart when new credentials nominate the old route") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.agent.restart(kSecond, scene.world.now());
  scene.host.takeEvents();

  scene.wifi.check({.credentials = kSecond, .useCandidate = true});
  scene.settle();

  CHECK(scene.host.takeEvents().empty());
  CHECK_FALSE(scene.agent.isFor(IceCheck().bytes()));
}

TEST_CASE("IceAgent answers both credentials until the new ones have selected a route") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.agent.restart(kSecond, scene.world.now());

  scene.mobile.check({.credentials = kSecond});
  scene.settle();
  scene.wifi.check();
  scene.settle();

  CHECK(scene.mobile.successes() == 1);
  CHECK(scene.wifi.successes() == 2);
  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent keeps the credentials in use through several restarts") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.agent.restart({"lost", "offer"}, scene.world.now());
  scene.agent.restart(kSecond, scene.world.now());

  CHECK(scene.agent.isFor(IceCheck().bytes()));
  CHECK(scene.agent.isFor(IceCheck{.credentials = kSecond}.bytes()));
  CHECK_FALSE(scene.agent.isFor(IceCheck{.credentials = {"lost", ""}}.bytes()));
}

TEST_CASE("IceAgent is revived by new credentials without a nomination") {
  IceScene scene;
  scene.wifi.nominate();
  scene.world.pass(1min);
  scene.agent.restart(kSecond, scene.world.now());

  scene.mobile.check({.credentials = kSecond});
  scene.settle();

  CHECK(scene.agent.state() == State::kConnected);
  CHECK(scene.agent.selectedRoute() == iceRoute(2));
  CHECK_FALSE(scene.agent.isFor(IceCheck().bytes()));
}

}  // namespace
