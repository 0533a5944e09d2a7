// Endpoints that move to another address, or seem to.
#include <string>

#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace std::chrono_literals;
using namespace sfu;
using test::Participant;
using test::Room;

namespace {

constexpr Ssrc kAlice{1000};
constexpr Ssrc kAtBob{2000};

/// Alice sends video to Bob, who watches.
struct Call {
  Room room;
  Participant& alice;
  Participant& bob;

  explicit Call(uint64_t seed) : room(seed), alice(room.join("alice")), bob(room.join("bob")) {
    room.pass(1s);
    room.publish("alice", kAlice);
    room.view("bob", "alice", kAtBob);
    room.sendVideo(alice, kAlice, true);
    room.pass(10ms);
  }

  transport::WebRtcTransport& bobsTransport() {
    return room.router().transport(*room.roster().transportSlot("bob"));
  }
  Route elsewhere(uint16_t port) const {
    Route route = bob.route;
    route.remote = *Address::parse("198.51.100.9", port);
    return route;
  }
  std::vector<uint8_t> check(bool nominates) {
    stun::MessageBuilder check(stun::Class::kRequest, {1, 2, 3});
    check.username("bob:x");
    if (nominates) check.useCandidate();
    check.integrity("a-password-of-32-letters-for-bob");
    return {check.bytes().begin(), check.bytes().end()};
  }
  /// Fifty packets a second.
  void stream(Duration duration) {
    for (Duration at{}; at < duration; at += 20ms) {
      room.sendVideo(alice, kAlice, false);
      room.pass(20ms);
    }
  }
};

TEST_CASE("a check in the name of a stranger's address brings it three times its bytes") {
  Call call(1);
  const auto check = call.check(true);

  call.room.inject(call.bob, call.elsewhere(9), check);
  call.stream(35s);

  CHECK(call.room.bytesTo(call.elsewhere(9)) > 0);
  CHECK(call.room.bytesTo(call.elsewhere(9)) <= 3 * check.size());
}

TEST_CASE("checks in the name of many addresses bring each three times its bytes") {
  Call call(2);
  const auto check = call.check(true);

  for (uint16_t port = 1; port <= 40; ++port) {
    call.room.inject(call.bob, call.elsewhere(port), check);
    call.stream(200ms);
  }
  call.stream(5s);

  for (uint16_t port = 1; port <= 40; ++port) {
    CHECK(call.room.bytesTo(call.elsewhere(port)) <= 3 * check.size());
  }
}

TEST_CASE("a replayed packet does not prove an address") {
  Call call(3);
  call.room.sendRtcp(call.bob, std::vector<uint8_t>{0x80, 201, 0, 1, 0, 0, 0, 7});
  call.room.pass(10ms);
  const auto replayed = call.bob.lastDatagram;
  const auto check = call.check(true);

  call.room.inject(call.bob, call.elsewhere(9), check);
  call.room.inject(call.bob, call.elsewhere(9), replayed);
  call.stream(10s);

  CHECK(call.bobsTransport().counters().replayedPackets == 1);
  CHECK(call.room.bytesTo(call.elsewhere(9)) <= 3 * check.size());
}

TEST_CASE("media follows an endpoint that moves and answers checks without a gap") {
  Call call(4);
  const size_t before = call.bob.sequences(kAtBob).size();

  call.room.move(call.bob, call.elsewhere(9));
  call.bob.endpoint->checkEvery(2500ms, call.room.world.now());
  call.room.pass(1ms);
  call.stream(5s);

  CHECK(call.bob.sequences(kAtBob).size() == before + 250);
  CHECK(call.bobsTransport().sendRoute().isProven(call.elsewhere(9)));
  CHECK(call.bobsTransport().ice().counters().verifiedRoutes == 1);
}

TEST_CASE("media follows an endpoint that answers no checks at its next report") {
  Call call(5);
  call.bob.endpoint->setAnswersChecks(false);
  call.room.move(call.bob, call.elsewhere(9));
  call.bob.endpoint->checkEvery(2500ms, call.room.world.now());
  call.stream(1s);
  CHECK_FALSE(call.bobsTransport().sendRoute().isProven(call.elsewhere(9)));

  call.room.sendRtcp(call.bob, std::vector<uint8_t>{0x80, 201, 0, 1, 0, 0, 0, 7});
  call.room.pass(1ms);
  const size_t before = call.bob.sequences(kAtBob).size();
  call.stream(1s);

  CHECK(call.bob.sequences(kAtBob).size() == before + 50);
}

TEST_CASE("the old route of an endpoint goes on for a second at most") {
  Call call(6);
  call.room.inject(call.bob, call.elsewhere(9), call.check(true));
  const uint64_t before = call.room.bytesTo(call.bob.route);

  call.stream(1s);
  const uint64_t within = call.room.bytesTo(call.bob.route);
  call.bob.endpoint->goSilent();
  call.stream(10s);

  CHECK(within > before + 40 * 500);
  CHECK(call.room.bytesTo(call.bob.route) == within);
}

TEST_CASE("media follows a viewer whose NAT has given it another port") {
  Call call(7);
  call.bob.endpoint->setNominates(false);
  call.room.move(call.bob, call.elsewhere(9));
  call.bob.endpoint->checkEvery(500ms, call.room.world.now());

  call.stream(2500ms);
  const size_t before = call.bob.sequences(kAtBob).size();
  call.stream(1s);

  CHECK(call.bob.sequences(kAtBob).size() == before + 50);
}

TEST_CASE("a publisher that sends no checks after the first is received for ever") {
  Call call(8);
  call.alice.endpoint->goSilent();

  call.stream(2min);

  CHECK(call.bob.sequences(kAtBob).size() == 1 + 2 * 60 * 50);
}

TEST_CASE("a publisher that kept silent for a minute is received again") {
  Call call(9);
  call.alice.endpoint->goSilent();
  call.room.pass(1min);
  const size_t before = call.bob.sequences(kAtBob).size();

  call.stream(1s);

  CHECK(call.bob.sequences(kAtBob).size() == before + 50);
  const auto slot = *call.room.roster().transportSlot("alice");
  CHECK(call.room.router().transport(slot).canSend());
}

TEST_CASE("a viewer that sends reports and no checks goes on watching") {
  Call call(10);
  call.bob.endpoint->goSilent();

  for (int i = 0; i < 20; ++i) {
    call.room.sendRtcp(call.bob, std::vector<uint8_t>{0x80, 201, 0, 1, 0, 0, 0, 7});
    call.stream(5s);
  }

  CHECK(call.bob.sequences(kAtBob).size() == 1 + 100 * 50);
}

TEST_CASE("an endpoint that nominates two routes in turn is told of ten times a second") {
  Call call(11);
  const auto check = call.check(true);
  call.bob.endpoint->goSilent();
  call.room.events();

  for (int i = 0; i < 20'000; ++i) {
    call.room.inject(call.bob, call.elsewhere(static_cast<uint16_t>(8 + i % 2)), check);
    if (i % 20 == 0) call.room.pass(1ms);
  }
  call.room.pass(1s);

  int told = 0;
  for (const auto& event : call.room.events()) {
    const auto* changed = std::get_if<router::TransportChanged>(&event);
    told += changed && std::holds_alternative<transport::RouteChanged>(changed->event);
  }
  CHECK(told <= 13);  // in two seconds
  CHECK(told >= 2);
  CHECK(call.bobsTransport().counters().mergedEvents > 19'000);
}

}  // namespace
