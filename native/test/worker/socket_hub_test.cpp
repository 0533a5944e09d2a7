#include "worker/socket_hub.h"

#include <array>
#include <string>
#include <vector>

#include "stun/message.h"
#include "test/kit/check.h"

using namespace sfu;
using worker::SocketHub;
using worker::TransportKey;

namespace {

constexpr TransportKey kAlice{0, 1};
constexpr TransportKey kBob{0, 2};
constexpr std::array<uint8_t, 12> kMedia{0x80, 96};

Route routeFrom(uint16_t port, Protocol protocol = Protocol::kUdp) {
  return {protocol, *Address::parse("127.0.0.1", 40000), *Address::parse("127.0.0.1", port)};
}

std::vector<uint8_t> checkFor(const std::string& ufrag) {
  stun::MessageBuilder builder(stun::Class::kRequest, stun::TransactionId{});
  builder.username(ufrag + ":theirs");
  builder.integrity("a-password-of-22-chars");
  return {builder.bytes().begin(), builder.bytes().end()};
}

TEST_CASE("SocketHub finds the transport of a new route by its ufrag") {
  SocketHub hub;
  hub.addUfrag("alice", kAlice);
  hub.addUfrag("bob", kBob);

  CHECK(hub.find(routeFrom(1), checkFor("bob")) == kBob);
  CHECK_FALSE(hub.find(routeFrom(1), checkFor("carol")).has_value());
  CHECK_FALSE(hub.find(routeFrom(1), kMedia).has_value());
}

TEST_CASE("SocketHub finds media by its route") {
  SocketHub hub;
  hub.bind(routeFrom(1), kAlice);

  CHECK(hub.find(routeFrom(1), kMedia) == kAlice);
  CHECK_FALSE(hub.find(routeFrom(2), kMedia).has_value());
}

TEST_CASE("SocketHub lets a ufrag speak louder than an address") {
  SocketHub hub;
  hub.addUfrag("bob", kBob);
  hub.bind(routeFrom(1), kAlice);

  CHECK(hub.find(routeFrom(1), checkFor("bob")) == kBob);
  hub.bind(routeFrom(1), kBob);
  CHECK(hub.find(routeFrom(1), kMedia) == kBob);
}

TEST_CASE("SocketHub forgets the oldest route of a transport that shows too many") {
  SocketHub hub;
  for (uint16_t port = 1; port <= SocketHub::kMaxRoutes + 1; ++port) {
    hub.bind(routeFrom(port), kAlice);
  }

  CHECK(hub.routeCount() == SocketHub::kMaxRoutes);
  CHECK_FALSE(hub.find(routeFrom(1), kMedia).has_value());
  CHECK(hub.find(routeFrom(2), kMedia) == kAlice);
}

TEST_CASE("SocketHub says which route it forgot for a new one") {
  SocketHub hub;
  for (uint16_t port = 1; port <= SocketHub::kMaxRoutes; ++port) {
    CHECK_FALSE(hub.bind(routeFrom(port), kAlice).has_value());
  }

  CHECK(hub.bind(routeFrom(99), kAlice) == routeFrom(1));
}

TEST_CASE("SocketHub gives a transport four TCP connections, and as many UDP routes as before") {
  SocketHub hub;
  for (uint16_t port = 1; port <= 4; ++port) {
    CHECK_FALSE(hub.bind(routeFrom(port), kAlice).has_value());
    CHECK_FALSE(hub.bind(routeFrom(port, Protocol::kTcp), kAlice).has_value());
  }

  CHECK(hub.bind(routeFrom(5, Protocol::kTcp), kAlice) == routeFrom(1, Protocol::kTcp));
  CHECK(hub.find(routeFrom(1), kMedia) == kAlice);
  CHECK_FALSE(hub.bind(routeFrom(5), kAlice).has_value());
  CHECK_FALSE(hub.bind(routeFrom(1, Protocol::kTcp), kBob).has_value());
}

TEST_CASE("SocketHub takes away no route that is in use") {
  SocketHub hub(2);
  hub.bind(routeFrom(1, Protocol::kTcp), kAlice);
  hub.bind(routeFrom(2, Protocol::kTcp), kAlice);

  const Route used = routeFrom(1, Protocol::kTcp);
  CHECK(hub.bind(routeFrom(3, Protocol::kTcp), kAlice, used) == routeFrom(2, Protocol::kTcp));
  for (uint16_t port = 10; port < 100; ++port) hub.bind(routeFrom(port), kAlice, used);
  CHECK(hub.find(used, kMedia) == kAlice);
}

TEST_CASE("SocketHub lets nobody in over a protocol that a transport does not have") {
  SocketHub hub;
  hub.addUfrag("alice", kAlice, {.udp = false, .tcp = true});
  hub.addUfrag("bob", kBob, {.udp = true, .tcp = false});

  CHECK_FALSE(hub.find(routeFrom(1), checkFor("alice")).has_value());
  CHECK(hub.find(routeFrom(1, Protocol::kTcp), checkFor("alice")) == kAlice);
  CHECK(hub.find(routeFrom(1), checkFor("bob")) == kBob);
  CHECK_FALSE(hub.find(routeFrom(1, Protocol::kTcp), checkFor("bob")).has_value());
}

TEST_CASE("SocketHub keeps the protocols of a transport when its ufrag changes") {
  SocketHub hub;
  hub.addUfrag("alice", kAlice, {.udp = false, .tcp = true});

  hub.replaceUfrag(kAlice, "alice2", "alice");

  CHECK_FALSE(hub.find(routeFrom(1), checkFor("alice2")).has_value());
  CHECK(hub.find(routeFrom(1, Protocol::kTcp), checkFor("alice2")) == kAlice);
}

TEST_CASE("SocketHub keeps two ufrags of a transport that restarts for ever") {
  SocketHub hub;
  hub.addUfrag("alice", kAlice);
  hub.addUfrag("bob", kBob);

  for (int i = 0; i < 1000; ++i) hub.replaceUfrag(kAlice, "fresh" + std::to_string(i), "alice");

  CHECK(hub.ufragCount() == 3);
  CHECK(hub.find(routeFrom(1), checkFor("alice")) == kAlice);
  CHECK(hub.find(routeFrom(1), checkFor("fresh999")) == kAlice);
  CHECK_FALSE(hub.find(routeFrom(1), checkFor("fresh998")));
}

TEST_CASE("SocketHub forgets the ufrag before when a restart is done") {
  SocketHub hub;
  hub.addUfrag("alice", kAlice);
  hub.replaceUfrag(kAlice, "second", "alice");

  hub.replaceUfrag(kAlice, "third", "second");

  CHECK_FALSE(hub.find(routeFrom(1), checkFor("alice")));
  CHECK(hub.find(routeFrom(1), checkFor("second")) == kAlice);
}

TEST_CASE("SocketHub keeps routes apart that differ in their protocol only") {
  SocketHub hub;
  hub.bind(routeFrom(1), kAlice);
  hub.bind(routeFrom(1, Protocol::kTcp), kBob);

  CHECK(hub.find(routeFrom(1), kMedia) == kAlice);
  CHECK(hub.find(routeFrom(1, Protocol::kTcp), kMedia) == kBob);
}

TEST_CASE("SocketHub says whose route it was that is gone") {
  SocketHub hub;
  hub.bind(routeFrom(1), kAlice);

  CHECK(hub.removeRoute(routeFrom(1)) == kAlice);
  CHECK_FALSE(hub.removeRoute(routeFrom(1)).has_value());
  CHECK_FALSE(hub.find(routeFrom(1), kMedia).has_value());
  CHECK(hub.removeTransport(kAlice).empty());
}

TEST_CASE("SocketHub forgets all of a transport that is gone") {
  SocketHub hub;
  hub.addUfrag("alice", kAlice);
  hub.bind(routeFrom(1), kAlice);
  hub.bind(routeFrom(2), kBob);

  const auto routes = hub.removeTransport(kAlice);

  REQUIRE(routes.size() == 1);
  CHECK(routes[0] == routeFrom(1));
  CHECK_FALSE(hub.find(routeFrom(1), kMedia).has_value());
  CHECK_FALSE(hub.find(routeFrom(1), checkFor("alice")).has_value());
  CHECK(hub.find(routeFrom(2), kMedia) == kBob);
  CHECK(hub.routeCount() == 1);
}

}  // namespace
