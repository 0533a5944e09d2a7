// The agent's life in a simulated world: routes, nomination, consent.
#include "ice/ice_agent.h"

#include <algorithm>

#include "test/ice/ice_scene.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using ice::IceAgent;
using ice::RouteSelected;
using ice::State;
using ice::StateChanged;
using test::IceCheck;
using test::iceRoute;
using test::IceScene;

namespace {

constexpr Duration kConsent = ice::Timeouts().consent;

bool isDisconnected(const IceScene& scene) {
  return scene.agent.state() == State::kDisconnected;
}

TEST_CASE("IceAgent knows no route before the first check") {
  SeededRandom random(1);
  IceAgent agent(test::kIceCredentials, random);

  CHECK(agent.state() == State::kNew);
  CHECK_FALSE(agent.selectedRoute());
  CHECK_FALSE(agent.accepts(iceRoute(1)));
  CHECK(agent.nextTimeout() == kNever);
}

TEST_CASE("IceAgent is connected by the first check") {
  IceScene scene;

  scene.wifi.check();
  scene.settle();

  CHECK(scene.agent.state() == State::kConnected);
  CHECK(scene.agent.selectedRoute() == iceRoute(1));
  const auto events = scene.host.takeEvents();
  REQUIRE(events.size() == 2);
  CHECK(std::get<RouteSelected>(events[0]).route == iceRoute(1));
  CHECK(std::get<StateChanged>(events[1]).state == State::kConnected);
  CHECK(scene.wifi.successes() == 1);
}

TEST_CASE("IceAgent is completed by a nomination") {
  IceScene scene;

  scene.wifi.nominate();
  scene.settle();

  const auto events = scene.host.takeEvents();
  REQUIRE(events.size() == 2);
  CHECK(std::get<StateChanged>(events[1]).state == State::kCompleted);
  CHECK(scene.agent.state() == State::kCompleted);
}

TEST_CASE("IceAgent stays on its route while another is only checked") {
  IceScene scene;
  scene.wifi.check();
  scene.mobile.check();

  scene.settle();

  CHECK(scene.agent.selectedRoute() == iceRoute(1));
  CHECK(scene.agent.accepts(iceRoute(2)));
}

TEST_CASE("IceAgent follows the nomination of another route") {
  IceScene scene;
  scene.wifi.check();
  scene.mobile.nominate();

  scene.settle();

  CHECK(scene.agent.selectedRoute() == iceRoute(2));
  CHECK(scene.agent.state() == State::kCompleted);
  CHECK(scene.agent.accepts(iceRoute(1)));
}

TEST_CASE("IceAgent follows every later nomination") {
  IceScene scene;
  scene.wifi.nominate();
  scene.mobile.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.wifi.nominate();
  scene.settle();

  const auto events = scene.host.takeEvents();
  REQUIRE(events.size() == 1);
  CHECK(std::get<RouteSelected>(events[0]).route == iceRoute(1));
}

TEST_CASE("IceAgent is silent about a nomination that it knows") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.wifi.nominate();
  scene.wifi.check();
  scene.settle();

  CHECK(scene.host.takeEvents().empty());
  CHECK(scene.agent.state() == State::kCompleted);
}

TEST_CASE("IceAgent tells UDP from TCP") {
  SeededRandom random(1);
  IceAgent agent(test::kIceCredentials, random);

  agent.handleMessage(iceRoute(1, Protocol::kTcp), IceCheck().bytes(), Time(1s));

  CHECK(agent.accepts(iceRoute(1, Protocol::kTcp)));
  CHECK_FALSE(agent.accepts(iceRoute(1, Protocol::kUdp)));
}

TEST_CASE("IceAgent stays while the browser keeps checking") {
  IceScene scene;
  scene.wifi.checkEvery(5s);

  scene.world.pass(10min);

  CHECK_FALSE(isDisconnected(scene));
  CHECK(scene.agent.state() == State::kConnected);
}

TEST_CASE("IceAgent stays while half of the checks are lost") {
  IceScene scene;
  scene.world.linkBoth("wifi", "server", {.delay = 80ms, .jitter = 40ms, .loss = 0.5});
  scene.wifi.checkEvery(2500ms);

  scene.world.pass(10min);

  CHECK_FALSE(isDisconnected(scene));
  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent keeps consent until thirty seconds after the last check") {
  IceScene scene;
  scene.wifi.nominate();

  scene.world.pass(kConsent - 1us);

  CHECK(scene.agent.state() == State::kCompleted);
  CHECK(scene.agent.hasConsent(iceRoute(1)));
}

TEST_CASE("IceAgent gives consent up thirty seconds after the last check") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.world.pass(kConsent);

  const auto events = scene.host.takeEvents();
  REQUIRE(events.size() == 1);
  CHECK(std::get<StateChanged>(events[0]).state == State::kDisconnected);
  CHECK_FALSE(scene.agent.selectedRoute());
  CHECK_FALSE(scene.agent.hasConsent(iceRoute(1)));
}

TEST_CASE("IceAgent goes on receiving where consent to send has run out") {
  IceScene scene;
  scene.wifi.nominate();

  scene.world.pass(1h);

  CHECK(scene.agent.accepts(iceRoute(1)));
}

TEST_CASE("IceAgent lets an owner say how long consent lasts") {
  SeededRandom random(1);
  IceAgent agent(test::kIceCredentials, random, {.consent = 5s});
  agent.handleMessage(iceRoute(1), IceCheck().bytes(), Time(1s));

  agent.handleTimeout(Time(6s) - 1us);
  CHECK(agent.selectedRoute());

  agent.handleTimeout(Time(6s));
  CHECK_FALSE(agent.selectedRoute());
}

TEST_CASE("IceAgent takes a refused check for no sign of life") {
  IceScene scene;
  scene.wifi.check();
  scene.settle();
  scene.wifi.checkEvery(1s, {.credentials = {"ufrag", "wrong"}});

  scene.world.pass(kConsent);

  CHECK(isDisconnected(scene));
  CHECK(scene.wifi.errors() > 0);
}

TEST_CASE("IceAgent is revived by a check of a peer that was gone") {
  IceScene scene;
  scene.wifi.nominate();
  scene.world.pass(1min);
  scene.host.takeEvents();

  scene.wifi.check();
  scene.settle();

  const auto events = scene.host.takeEvents();
  REQUIRE(events.size() == 2);
  CHECK(std::get<RouteSelected>(events[0]).route == iceRoute(1));
  CHECK(std::get<StateChanged>(events[1]).state == State::kConnected);
  scene.world.pass(kConsent);
  CHECK(isDisconnected(scene));
}

TEST_CASE("IceAgent takes the route checked last when its own is gone") {
  IceScene scene;
  scene.wifi.check();
  scene.settle();
  scene.mobile.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.agent.handleRouteGone(iceRoute(2), scene.world.now());

  CHECK(scene.agent.selectedRoute() == iceRoute(1));
  CHECK(std::get<RouteSelected>(*scene.agent.pollEvent()).route == iceRoute(1));
  CHECK_FALSE(scene.agent.pollEvent());
}

TEST_CASE("IceAgent is disconnected when its only route is gone") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.agent.handleRouteGone(iceRoute(1), scene.world.now());

  CHECK(std::get<StateChanged>(*scene.agent.pollEvent()).state == State::kDisconnected);
  CHECK_FALSE(scene.agent.pollEvent());
  CHECK_FALSE(scene.agent.selectedRoute());
}

TEST_CASE("IceAgent does not mind when a route it does not know is gone") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.agent.handleRouteGone(iceRoute(2), scene.world.now());

  CHECK_FALSE(scene.agent.pollEvent());
  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent drops the route checked longest ago when there are too many") {
  SeededRandom random(1);
  IceAgent agent(test::kIceCredentials, random);
  agent.handleMessage(iceRoute(0), IceCheck{.useCandidate = true}.bytes(), Time(1s));

  const int count = static_cast<int>(ice::CheckedRoutes::kMaxRoutes);
  for (int i = 1; i <= count; ++i) agent.handleMessage(iceRoute(i), IceCheck().bytes(), Time(2s));

  CHECK(agent.selectedRoute() == iceRoute(0));
  CHECK(agent.accepts(iceRoute(0)));
  CHECK_FALSE(agent.accepts(iceRoute(1)));
  for (int i = 2; i <= count; ++i) CHECK(agent.accepts(iceRoute(i)));
}

}  // namespace
