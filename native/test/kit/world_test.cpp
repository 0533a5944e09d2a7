// The simulated world itself: its time, its links, its order.
#include "test/kit/world.h"

#include <string>
#include <vector>

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using test::Endpoint;
using test::LinkProfile;
using test::World;

namespace {

/// What arrived at one endpoint, and how long after the start.
struct Inbox {
  struct Arrival {
    std::string text;
    Duration after;
    friend bool operator==(const Arrival&, const Arrival&) = default;
  };
  std::vector<Arrival> arrivals;

  Inbox(World& world, const std::string& name) {
    world.add(name,
              {.receive = [this, start = world.now()](std::string_view, Bytes datagram, Time now) {
                arrivals.push_back({std::string(textOf(datagram)), now - start});
              }});
  }
};

/// Sends 1000 numbered datagrams, one a millisecond; what arrives.
std::vector<Inbox::Arrival> story(uint64_t seed, LinkProfile profile) {
  World world(seed);
  Inbox inbox(world, "b");
  world.link("a", "b", profile);
  for (int i = 0; i < 1000; ++i) {
    world.send("a", "b", bytesOf(std::to_string(i)));
    world.pass(1ms);
  }
  world.pass(10s);
  return inbox.arrivals;
}

bool inOrder(const std::vector<Inbox::Arrival>& arrivals) {
  for (size_t i = 1; i < arrivals.size(); ++i) {
    if (std::stoi(arrivals[i].text) < std::stoi(arrivals[i - 1].text)) return false;
  }
  return true;
}

TEST_CASE("World delivers after the delay of the link, not before") {
  World world(1);
  Inbox inbox(world, "b");
  world.link("a", "b", {.delay = 20ms});
  world.send("a", "b", bytesOf("hello"));

  world.pass(20ms - 1us);
  CHECK(inbox.arrivals.empty());

  world.pass(1us);
  CHECK(inbox.arrivals == std::vector<Inbox::Arrival>{{"hello", 20ms}});
}

TEST_CASE("World tells the same story for the same seed") {
  const LinkProfile profile{.delay = 20ms, .jitter = 30ms, .loss = 0.1, .reorders = true};

  CHECK(story(5, profile) == story(5, profile));
  CHECK(story(5, profile) != story(6, profile));
}

TEST_CASE("World loses about as many datagrams as the link says") {
  const size_t arrived = story(5, {.loss = 0.2}).size();

  CHECK(arrived > 750);
  CHECK(arrived < 850);
  CHECK(story(5, {.loss = 1}).empty());
}

TEST_CASE("World keeps the order of a link in spite of jitter") {
  CHECK(inOrder(story(5, {.delay = 5ms, .jitter = 30ms})));
  CHECK_FALSE(inOrder(story(5, {.delay = 5ms, .jitter = 30ms, .reorders = true})));
}

TEST_CASE("World lets datagrams wait for the rate of the link") {
  World world(1);
  Inbox inbox(world, "b");
  world.link("a", "b", {.delay = 10ms, .rate = Bitrate::bps(800'000)});
  const std::string packet(1000, 'x');  // 10 ms on this wire

  for (int i = 0; i < 3; ++i) world.send("a", "b", bytesOf(packet));
  world.pass(1s);

  REQUIRE(inbox.arrivals.size() == 3);
  CHECK(inbox.arrivals[0].after == 20ms);
  CHECK(inbox.arrivals[1].after == 30ms);
  CHECK(inbox.arrivals[2].after == 40ms);
}

TEST_CASE("World drops what would wait too long for the rate") {
  World world(1);
  Inbox inbox(world, "b");
  world.link("a", "b", {.rate = Bitrate::bps(800'000), .maxWait = 20ms});
  const std::string packet(1000, 'x');

  for (int i = 0; i < 5; ++i) world.send("a", "b", bytesOf(packet));
  world.pass(1s);

  CHECK(inbox.arrivals.size() == 3);
  CHECK(world.counters("a", "b").sent == 5);
  CHECK(world.counters("a", "b").delivered == 3);
  CHECK(world.counters("a", "b").overflow == 2);
}

TEST_CASE("World has no path without a link") {
  World world(1);
  Inbox inbox(world, "b");
  world.link("b", "a");
  world.send("a", "b", bytesOf("one-way"));
  world.linkBoth("a", "b");
  world.unlink("a", "b");
  world.send("a", "b", bytesOf("cut"));

  world.pass(1s);

  CHECK(inbox.arrivals.empty());
}

TEST_CASE("World calls each timer at its own instant") {
  World world(1);
  const Time start = world.now();
  std::vector<Duration> fired;
  Time next = start + 30ms;
  world.add("ticker", {.nextTimeout = [&] { return next; },
                       .handleTimeout =
                           [&](Time now) {
                             fired.push_back(now - start);
                             next = now + 30ms;
                           }});

  world.pass(90ms - 1us);
  CHECK(fired == std::vector<Duration>{30ms, 60ms});

  world.pass(1us);
  CHECK(fired.back() == 90ms);
  CHECK(world.now() == start + 90ms);
}

TEST_CASE("World brings answers within the same pass") {
  World world(1);
  Inbox inbox(world, "a");
  world.linkBoth("a", "b", {.delay = 5ms});
  world.add("b", {.receive = [&](std::string_view from, Bytes datagram, Time) {
              world.send("b", from, datagram);
            }});
  world.send("a", "b", bytesOf("echo"));

  world.pass(10ms);

  CHECK(inbox.arrivals == std::vector<Inbox::Arrival>{{"echo", 10ms}});
}

TEST_CASE("World lets an endpoint remove itself while it is called") {
  World world(1);
  int calls = 0;
  world.link("a", "b");
  world.add("b", {.receive = [&](std::string_view, Bytes, Time) {
              ++calls;
              world.remove("b");
            }});
  world.send("a", "b", bytesOf("one"));
  world.send("a", "b", bytesOf("two"));

  world.pass(1ms);

  CHECK(calls == 1);
}

}  // namespace
