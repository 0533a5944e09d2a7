// The agent's own checks: what proves that the endpoint is where its checks come from.
#include "ice/own_checks.h"

#include "ice/ice_agent.h"
#include "test/ice/ice_scene.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using ice::IceAgent;
using ice::RouteVerified;
using stun::MessageView;
using test::IceCheck;
using test::iceRoute;

namespace {

constexpr Time kNow{std::chrono::seconds(1)};
const ice::Credentials kRemote{"remote", "a-password-of-the-endpoint"};

std::vector<uint8_t> answerTo(const Datagram& request, std::string_view password) {
  const auto view = MessageView::parse(request.bytes);
  stun::MessageBuilder response(stun::Class::kSuccess, view->transactionId());
  response.integrity(password);
  return {response.bytes().begin(), response.bytes().end()};
}

struct Scene {
  Scene() {
    agent.setRemote(kRemote);
    agent.handleMessage(iceRoute(1), IceCheck{.useCandidate = true}.bytes(), kNow);
    while (agent.pollEvent()) continue;
    while (agent.pollTransmit()) continue;
    agent.verify(kNow);
  }
  bool isVerified() {
    const auto event = agent.pollEvent();
    return event && std::holds_alternative<RouteVerified>(*event);
  }

  SeededRandom random{1};
  IceAgent agent{test::kIceCredentials, random};
};

TEST_CASE("IceAgent asks the selected route as the controlled agent") {
  Scene scene;

  const auto request = scene.agent.pollOwnCheck(kNow);

  REQUIRE(request);
  CHECK(request->route == iceRoute(1));
  const auto view = MessageView::parse(request->bytes);
  CHECK(view->username() == "remote:ufrag");
  CHECK(view->integrityOk(kRemote.password));
  CHECK(view->iceControlled() == 0);
  CHECK(view->priority());
  CHECK_FALSE(scene.agent.pollOwnCheck(kNow));
}

TEST_CASE("IceAgent takes an answer for the proof of a route") {
  Scene scene;
  const auto request = scene.agent.pollOwnCheck(kNow);

  scene.agent.handleMessage(iceRoute(1), answerTo(*request, kRemote.password), kNow + 50ms);

  CHECK(scene.isVerified());
  CHECK_FALSE(scene.agent.pollOwnCheck(kNow + 1min));
}

TEST_CASE("IceAgent takes no answer from elsewhere, of another password or to nothing it asked") {
  Scene scene;
  const auto request = scene.agent.pollOwnCheck(kNow);
  const Datagram other{iceRoute(1), IceCheck().bytes({1, 2, 3})};

  scene.agent.handleMessage(iceRoute(2), answerTo(*request, kRemote.password), kNow);
  scene.agent.handleMessage(iceRoute(1), answerTo(*request, "wrong"), kNow);
  scene.agent.handleMessage(iceRoute(1), answerTo(other, kRemote.password), kNow);

  CHECK_FALSE(scene.isVerified());
  CHECK(scene.agent.counters().malformed == 3);
}

TEST_CASE("IceAgent asks seven times, at doubling intervals") {
  Scene scene;
  std::vector<Time> times;

  for (Time now = kNow; now < kNow + 1min; now += 10ms) {
    if (scene.agent.pollOwnCheck(now)) times.push_back(now);
  }

  REQUIRE(times.size() == ice::OwnChecks::kMaxRequests);
  CHECK(times[1] == kNow + 100ms);
  CHECK(times[2] == kNow + 300ms);
  CHECK(times[6] == kNow + 6300ms);
}

TEST_CASE("IceAgent asks again ten seconds after it asked in vain") {
  Scene scene;
  for (Time now = kNow; now <= kNow + 6300ms; now += 100ms) scene.agent.pollOwnCheck(now);

  scene.agent.verify(kNow + 16300ms - 1us);
  CHECK_FALSE(scene.agent.pollOwnCheck(kNow + 16300ms - 1us));

  scene.agent.verify(kNow + 16300ms);
  CHECK(scene.agent.pollOwnCheck(kNow + 16300ms));
}

TEST_CASE("IceAgent asks nobody whose password it does not know") {
  SeededRandom random(1);
  IceAgent agent(test::kIceCredentials, random);
  agent.handleMessage(iceRoute(1), IceCheck().bytes(), kNow);

  agent.verify(kNow);

  CHECK_FALSE(agent.pollOwnCheck(kNow));
}

TEST_CASE("IceAgent asks no more than ten times a second when routes change") {
  Scene scene;
  int requests = 0;

  for (int i = 0; i < 1000; ++i) {
    const Time now = kNow + i * 1ms;
    scene.agent.handleMessage(iceRoute(i % 2), IceCheck{.useCandidate = true}.bytes(), now);
    scene.agent.verify(now);
    requests += scene.agent.pollOwnCheck(now).has_value();
  }

  CHECK(requests <= 10);
}

}  // namespace
