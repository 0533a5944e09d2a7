// A TCP connection ends: what a room makes of it.
#include <algorithm>

#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace sfu;
using namespace sfu::test;
using namespace std::chrono_literals;

namespace {

constexpr Ssrc kPublished{1000};
constexpr Ssrc kViewed{2000};

bool says(const std::vector<router::RouterEvent>& events, ice::State state) {
  return std::ranges::any_of(events, [&](const router::RouterEvent& event) {
    const auto* changed = std::get_if<router::TransportChanged>(&event);
    const auto* ice = changed ? std::get_if<transport::IceStateChanged>(&changed->event) : nullptr;
    return ice && ice->state == state;
  });
}

TEST_CASE("A viewer whose connection ends gets nothing until it comes back") {
  Room room(/*seed=*/31);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kPublished);
  room.view("bob", "alice", kViewed);
  room.sendVideo(alice, kPublished, /*isKeyFrame=*/true);
  room.pass(100ms);
  REQUIRE(bob.rtp.size() == 1);
  room.events();

  const auto slot = room.roster().transportSlot("bob");
  REQUIRE(slot);
  room.router().handleRouteGone(*slot, bob.route, room.turn());
  CHECK_FALSE(room.router().transport(*slot).canSend());
  room.sendVideo(alice, kPublished, /*isKeyFrame=*/false);
  room.pass(100ms);
  CHECK(bob.rtp.size() == 1);
  CHECK(says(room.events(), ice::State::kDisconnected));

  room.pass(10s);  // Its next check is from where it was, as if it had connected again.
  CHECK(says(room.events(), ice::State::kCompleted));
  room.sendVideo(alice, kPublished, /*isKeyFrame=*/false);
  room.pass(100ms);
  CHECK(bob.rtp.size() > 1);
}

}  // namespace
