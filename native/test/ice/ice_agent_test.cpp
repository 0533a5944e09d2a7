// The agent's life in a simulated world: routes, nomination, consent.
#include "ice/ice_agent.h"

#include <algorithm>

#include "test/ice/ice_scene.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using ice::IceAgent;
using ice::PeerGone;
using ice::RouteSelected;
using ice::State;
using ice::StateChanged;
using test::IceCheck;
using test::iceRoute;
using test::IceScene;

namespace {

bool saysPeerGone(test::AgentHost& host) {
  return std::ranges::any_of(host.takeEvents(), [](const ice::Event& event) {
    return std::holds_alternative<PeerGone>(event);
  });
}

TEST_CASE("IceAgent knows no route before the first check") {
  const IceAgent agent(test::kIceCredentials);

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
  IceAgent agent(test::kIceCredentials);

  agent.handleMessage(iceRoute(1, Protocol::kTcp), IceCheck().bytes(), Time(1s));

  CHECK(agent.accepts(iceRoute(1, Protocol::kTcp)));
  CHECK_FALSE(agent.accepts(iceRoute(1, Protocol::kUdp)));
}

TEST_CASE("IceAgent stays while the browser keeps checking") {
  IceScene scene;
  scene.wifi.checkEvery(5s);

  scene.world.pass(10min);

  CHECK_FALSE(saysPeerGone(scene.host));
  CHECK(scene.agent.state() == State::kConnected);
}

TEST_CASE("IceAgent stays while half of the checks are lost") {
  IceScene scene;
  scene.world.linkBoth("wifi", "server", {.delay = 80ms, .jitter = 40ms, .loss = 0.5});
  scene.wifi.checkEvery(2500ms);

  scene.world.pass(10min);

  CHECK_FALSE(saysPeerGone(scene.host));
  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent keeps the peer until thirty seconds after its last check") {
  IceScene scene;
  scene.wifi.nominate();

  scene.world.pass(IceAgent::kPeerTimeout - 1us);

  CHECK_FALSE(saysPeerGone(scene.host));
  CHECK(scene.agent.state() == State::kCompleted);
  CHECK(scene.agent.accepts(iceRoute(1)));
}

TEST_CASE("IceAgent gives the peer up thirty seconds after its last check") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.world.pass(IceAgent::kPeerTimeout);

  const auto events = scene.host.takeEvents();
  REQUIRE(events.size() == 2);
  CHECK(std::get<StateChanged>(events[0]).state == State::kDisconnected);
  CHECK(std::holds_alternative<PeerGone>(events[1]));
  CHECK_FALSE(scene.agent.selectedRoute());
  CHECK_FALSE(scene.agent.accepts(iceRoute(1)));
}

TEST_CASE("IceAgent says only once that the peer is gone") {
  IceScene scene;
  scene.wifi.check();
  scene.world.pass(IceAgent::kPeerTimeout);
  scene.host.takeEvents();

  scene.world.pass(1h);

  CHECK(scene.host.takeEvents().empty());
  CHECK(scene.agent.nextTimeout() == kNever);
}

TEST_CASE("IceAgent takes a refused check for no sign of life") {
  IceScene scene;
  scene.wifi.check();
  scene.settle();
  scene.wifi.checkEvery(1s, {.credentials = {"ufrag", "wrong"}});

  scene.world.pass(IceAgent::kPeerTimeout);

  CHECK(saysPeerGone(scene.host));
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
  scene.world.pass(IceAgent::kPeerTimeout);
  CHECK(saysPeerGone(scene.host));
}

TEST_CASE("IceAgent forgets a route that is not checked any more") {
  IceScene scene;
  scene.mobile.check();
  scene.wifi.checkEvery(2s, {.useCandidate = true});

  scene.world.pass(IceAgent::kPeerTimeout - 1us);
  CHECK(scene.agent.accepts(iceRoute(2)));

  scene.world.pass(1us);
  CHECK_FALSE(scene.agent.accepts(iceRoute(2)));
  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent leaves a nominated route on which consent has run out") {
  IceScene scene;
  scene.wifi.nominate();
  scene.mobile.checkEvery(5s);

  scene.world.pass(IceAgent::kPeerTimeout);

  CHECK(scene.agent.selectedRoute() == iceRoute(2));
  CHECK_FALSE(scene.agent.accepts(iceRoute(1)));
  CHECK_FALSE(saysPeerGone(scene.host));
}

TEST_CASE("IceAgent takes the route checked last when its own is gone") {
  IceScene scene;
  scene.wifi.check();
  scene.settle();
  scene.mobile.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.agent.handleRouteGone(iceRoute(2));

  CHECK(scene.agent.selectedRoute() == iceRoute(1));
  CHECK(std::get<RouteSelected>(*scene.agent.pollEvent()).route == iceRoute(1));
  CHECK_FALSE(scene.agent.pollEvent());
}

TEST_CASE("IceAgent is disconnected when its only route is gone") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.agent.handleRouteGone(iceRoute(1));

  CHECK(std::get<StateChanged>(*scene.agent.pollEvent()).state == State::kDisconnected);
  CHECK_FALSE(scene.agent.pollEvent());
  CHECK_FALSE(scene.agent.selectedRoute());
  scene.world.pass(IceAgent::kPeerTimeout);
  CHECK(saysPeerGone(scene.host));
}

TEST_CASE("IceAgent does not mind when a route it does not know is gone") {
  IceScene scene;
  scene.wifi.nominate();
  scene.settle();
  scene.host.takeEvents();

  scene.agent.handleRouteGone(iceRoute(2));

  CHECK_FALSE(scene.agent.pollEvent());
  CHECK(scene.agent.selectedRoute() == iceRoute(1));
}

TEST_CASE("IceAgent drops the route checked longest ago when there are too many") {
  IceAgent agent(test::kIceCredentials);
  agent.handleMessage(iceRoute(0), IceCheck{.useCandidate = true}.bytes(), Time(1s));

  const int count = static_cast<int>(IceAgent::kMaxRoutes);
  for (int i = 1; i <= count; ++i) agent.handleMessage(iceRoute(i), IceCheck().bytes(), Time(2s));

  CHECK(agent.selectedRoute() == iceRoute(0));
  CHECK(agent.accepts(iceRoute(0)));
  CHECK_FALSE(agent.accepts(iceRoute(1)));
  for (int i = 2; i <= count; ++i) CHECK(agent.accepts(iceRoute(i)));
}

}  // namespace
