// Which route media takes when the endpoint does not say so: NATs that rebind, routes that die.
#include "ice/ice_agent.h"
#include "test/ice/ice_scene.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using ice::CheckedRoutes;
using ice::IceAgent;
using ice::State;
using test::IceCheck;
using test::iceRoute;
using test::IceScene;

namespace {

// mediasoup 1607, 650: after a rebinding, checks come without USE-CANDIDATE.
TEST_CASE("IceAgent leaves a silent route for one that lives, not before two seconds") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.world.pass(1us);
  scene.mobile.checkEvery(500ms);

  scene.world.pass(2s - 2us);
  CHECK(scene.agent.selectedRoute() == iceRoute(1));

  scene.world.pass(1us);
  CHECK(scene.agent.selectedRoute() == iceRoute(2));
  CHECK(scene.agent.counters().silentRoutes == 1);
  CHECK(scene.agent.state() == State::kCompleted);
}

TEST_CASE("IceAgent waits longer for a route whose checks are rare") {
  IceScene scene;
  scene.wifi.checkEvery(4s, {.useCandidate = true});
  scene.world.pass(8s + 1us);  // checks at 0, 4 and 8 s
  scene.wifi.stop();
  scene.mobile.checkEvery(500ms);

  scene.world.pass(5s - 2us);
  CHECK(scene.agent.selectedRoute() == iceRoute(1));

  scene.world.pass(1us);
  CHECK(scene.agent.selectedRoute() == iceRoute(2));
}

TEST_CASE("IceAgent takes one check for a whim until twice the silence has gone by") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.world.pass(1us);
  scene.mobile.check();

  scene.world.pass(4s - 2us);
  CHECK(scene.agent.selectedRoute() == iceRoute(1));

  scene.world.pass(1us);
  CHECK(scene.agent.selectedRoute() == iceRoute(2));
}

TEST_CASE("IceAgent stays on the nominated route while it lives") {
  for (const Duration interval : {500ms, 2000ms, 2500ms, 5000ms}) {
    IceScene scene;
    scene.world.linkBoth("wifi", "server", {.delay = 60ms, .jitter = 30ms});
    scene.wifi.checkEvery(interval, {.useCandidate = true});
    scene.world.pass(3 * interval);
    scene.mobile.checkEvery(500ms);

    scene.world.pass(1min);

    CHECK(scene.agent.selectedRoute() == iceRoute(1));
    CHECK(scene.agent.counters().silentRoutes == 0);
  }
}

TEST_CASE("IceAgent stays where authentic media comes from") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.mobile.checkEvery(500ms);

  for (int i = 0; i < 1000; ++i) {
    scene.world.pass(100ms);
    scene.agent.handleSign(iceRoute(1), scene.world.now());
  }

  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent goes where authentic media comes from when the old route is silent") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.world.pass(10ms);
  scene.mobile.check();
  scene.settle();

  for (int i = 0; i < 20; ++i) {
    scene.world.pass(100ms);
    scene.agent.handleSign(iceRoute(2), scene.world.now());
  }

  CHECK(scene.agent.selectedRoute() == iceRoute(2));
}

TEST_CASE("IceAgent leaves a silent TCP connection that nobody has closed") {
  SeededRandom random(1);
  IceAgent agent(test::kIceCredentials, random);
  const Route tcp = iceRoute(1, Protocol::kTcp);
  agent.handleMessage(tcp, IceCheck{.useCandidate = true}.bytes(), Time(1s));
  for (const Duration at : {1500ms, 2000ms, 2500ms}) {
    agent.handleMessage(iceRoute(2), IceCheck().bytes(), Time(at));
  }

  CHECK(agent.nextTimeout() == Time(3s));
  agent.handleTimeout(Time(3s));

  CHECK(agent.selectedRoute() == iceRoute(2));
}

// Firefox nominates every pair that works, and goes on with the last one.
TEST_CASE("IceAgent follows the last of several nominated routes that lives") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.mobile.nominate();
  scene.settle();
  scene.world.pass(1us);
  scene.wifi.checkEvery(500ms);

  scene.world.pass(3s);

  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent keeps consent by authentic media alone") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();

  for (int i = 0; i < 30; ++i) {
    scene.world.pass(5s);
    scene.agent.handleSign(iceRoute(1), scene.world.now());
  }

  CHECK(scene.agent.state() == State::kCompleted);
  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent is revived by authentic media of an endpoint that was gone") {
  IceScene scene;
  scene.wifi.nominate();
  scene.world.pass(10min);
  REQUIRE(scene.agent.state() == State::kFailed);

  scene.agent.handleSign(iceRoute(1), scene.world.now());

  CHECK(scene.agent.state() == State::kConnected);
  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent takes media from a route without a check for nobody's") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();

  scene.agent.handleSign(iceRoute(2), scene.world.now());

  CHECK_FALSE(scene.agent.accepts(iceRoute(2)));
}

TEST_CASE("IceAgent follows the highest of two nominations with numbers") {
  for (const uint16_t type : {uint16_t{0x0030}, uint16_t{0xc001}}) {
    IceScene scene;
    scene.wifi.check({.nominationType = type, .nomination = 2});
    scene.settle();
    CHECK(scene.agent.state() == State::kCompleted);

    scene.mobile.check({.nominationType = type, .nomination = 3});
    scene.settle();
    CHECK(scene.agent.selectedRoute() == iceRoute(2));

    // Overtaken on its way, or said again by the other.
    scene.wifi.check({.useCandidate = true, .nominationType = type, .nomination = 2});
    scene.wifi.check({.nominationType = type, .nomination = 3});
    scene.settle();
    CHECK(scene.agent.selectedRoute() == iceRoute(2));
  }
}

TEST_CASE("IceAgent counts nominations anew after a restart") {
  IceScene scene;
  const ice::Credentials fresh{"ufrag2", "another-password-of-22"};
  scene.wifi.check({.nomination = 9});
  scene.settle();
  scene.agent.restart(fresh, scene.world.now());

  scene.mobile.check({.credentials = fresh, .nomination = 1});
  scene.settle();

  CHECK(scene.agent.selectedRoute() == iceRoute(2));
}

TEST_CASE("IceAgent does not fail before thirty seconds without a check") {
  IceScene scene;
  scene.agent.expectChecks(scene.world.now());

  scene.agent.handleTimeout(scene.world.now() + 30s - 1us);
  CHECK(scene.agent.state() == State::kNew);

  scene.agent.handleTimeout(scene.world.now() + 30s);
  CHECK(scene.agent.state() == State::kFailed);
}

TEST_CASE("IceAgent waits for checks as long as it takes while nobody knows of it") {
  IceScene scene;

  scene.world.pass(1h);

  CHECK(scene.agent.state() == State::kNew);
}

TEST_CASE("IceAgent fails ten seconds after the end of consent, not before") {
  IceScene scene;
  scene.wifi.nominate();

  scene.world.pass(40s - 1us);
  CHECK(scene.agent.state() == State::kDisconnected);

  scene.world.pass(1us);
  CHECK(scene.agent.state() == State::kFailed);
}

TEST_CASE("IceAgent that has failed is new again after a restart") {
  IceScene scene;
  const ice::Credentials fresh{"ufrag2", "another-password-of-22"};
  scene.wifi.nominate();
  scene.world.pass(1min);
  REQUIRE(scene.agent.state() == State::kFailed);

  scene.agent.restart(fresh, scene.world.now());
  CHECK(scene.agent.state() == State::kNew);

  scene.world.pass(30s);
  CHECK(scene.agent.state() == State::kFailed);
}

}  // namespace
