// Stories of peers and strangers that do not play by the rules.
#include <array>

#include "rtcp/pli.h"
#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace std::chrono_literals;
using namespace sfu;
using test::Participant;
using test::Room;

namespace {

constexpr Ssrc kAlice{1000};
constexpr Ssrc kAtBob{2000};

const transport::TransportCounters& countersOf(Room& room, const std::string& name) {
  return room.router().transport(*room.roster().transportSlot(name)).counters();
}

TEST_CASE("random datagrams from a peer's address change nothing for the call") {
  Room room(1);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);

  SeededRandom random(99);
  for (int i = 0; i < 5000; ++i) {
    std::vector<uint8_t> bytes(random.below(300));
    random.fill(bytes);
    room.inject(alice, bytes);
  }
  room.sendVideo(alice, kAlice, false);
  room.pass(10ms);

  CHECK(bob.sequences(kAtBob).size() == 2);
  const auto& counters = countersOf(room, "alice");
  CHECK(counters.unknownPackets > 100);
  CHECK(counters.unauthenticPackets > 100);
}

TEST_CASE("packets that are authentic but garbage inside are dropped and counted") {
  Room room(2);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);

  SeededRandom random(7);
  for (int i = 0; i < 2000; ++i) {
    std::array<uint8_t, 12> header{0x80, Room::kVp8.value()};
    random.fill(MutableBytes(header).subspan(2));
    std::vector<uint8_t> payload(random.below(60));
    random.fill(payload);
    alice.endpoint->sendRtp(header, payload);
    std::vector<uint8_t> compound(8 + 4 * random.below(20));
    random.fill(compound);
    compound[0] = static_cast<uint8_t>(0x80 | (compound[0] & 0x1f));
    compound[1] = static_cast<uint8_t>(200 + random.below(8));
    room.sendRtcp(alice, compound);
  }
  room.pass(100ms);
  room.sendVideo(alice, kAlice, false);
  room.pass(10ms);

  CHECK(bob.sequences(kAtBob).size() == 2);
  const auto& table = room.router().tables().transports.at(*room.roster().transportSlot("alice"));
  CHECK(table.verdicts.of(router::Verdict::kUnknownStream) > 1000);
  CHECK(table.malformedRtcp > 100);
}

TEST_CASE("a replayed packet is not forwarded again") {
  Room room(3);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  std::array<uint8_t, 12> header{};
  ByteWriter writer(header);
  writer.u16(0x8060);
  writer.u16(7);
  writer.u32(1);
  writer.u32(kAlice.value());
  const std::array<uint8_t, 3> payload{0x10, 0x00, 0x00};
  std::vector<uint8_t> datagram(100);
  datagram.resize(alice.endpoint->protectRtp(header, payload, datagram.data()));

  room.inject(alice, datagram);
  room.inject(alice, datagram);
  room.pass(10ms);

  CHECK(bob.rtp.size() == 1);
  CHECK(countersOf(room, "alice").replayedPackets == 1);
}

TEST_CASE("media from a route that passed no check is dropped") {
  Room room(4);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("alice", kAlice);
  const std::vector<uint8_t> datagram(60, 0x80);
  Route elsewhere = alice.route;
  elsewhere.remote = *Address::parse("198.51.100.9", 9);

  room.inject(alice, elsewhere, datagram);

  CHECK(countersOf(room, "alice").packetsWithoutConsent == 1);
}

TEST_CASE("a peer gets no more bytes than three times what it sent before it is proven") {
  Room room(5);
  const Participant& alice = room.join("alice", dtls::Role::kClient, {.delay = 20ms});

  // Its check and its ClientHello arrive; then it is silent, and we repeat our flight.
  room.pass(50ms);
  room.world.unlink("alice", "server");
  room.pass(20s);

  const uint64_t received = countersOf(room, "alice").bytesReceived;
  CHECK_FALSE(alice.endpoint->isConnected());
  CHECK(received > 200);
  CHECK(alice.bytesFromServer > received);
  CHECK(alice.bytesFromServer <= 3 * received);
}

TEST_CASE("nothing is sent to a peer whose consent has ended") {
  Room room(6);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);
  REQUIRE(bob.rtp.size() == 1);

  bob.endpoint->goSilent();
  room.pass(31s);
  const auto before = room.world.counters("server", "bob").sent;
  for (int i = 0; i < 100; ++i) room.sendVideo(alice, kAlice, i == 0);
  room.pass(5s);

  CHECK(room.world.counters("server", "bob").sent == before);
  CHECK_FALSE(room.router().transport(*room.roster().transportSlot("bob")).canSend());
}

TEST_CASE("what a publisher sent is out of memory four seconds after it vanished") {
  Room room(9);
  Participant& alice = room.join("alice");
  room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  for (int i = 0; i < 500; ++i) room.sendVideo(alice, kAlice, i == 0);
  room.pass(1s);
  CHECK(room.packetsInUse() == 500);

  alice.endpoint->goSilent();
  room.world.unlink("alice", "server");
  room.pass(3s);

  CHECK(room.packetsInUse() == 0);
}

TEST_CASE("a publisher of many tiny packets pins no more than its share") {
  Room room(10);
  Participant& mallory = room.join("mallory");
  room.roster().setMaxHistoryBytes(200'000);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("mallory", kAlice);
  room.publish("alice", Ssrc(5000));
  for (int i = 0; i < 1000; ++i) {
    room.sendVideo(mallory, kAlice, i == 0, 3);
    room.sendVideo(alice, Ssrc(5000), i == 0, 1000);
  }
  room.pass(10ms);

  const auto& tables = room.router().tables();
  const auto& tiny = tables.transports.at(*room.roster().transportSlot("mallory")).historyBudget;
  CHECK(tiny.used < 300'000);
  CHECK(tiny.packetsForgotten == 0);
  const auto& limited = tables.transports.at(*room.roster().transportSlot("alice")).historyBudget;
  CHECK(limited.used <= 200'000);
  CHECK(limited.packetsForgotten > 800);
}

TEST_CASE("a wrong fingerprint fails the peer and nobody else") {
  Room room(7);
  const Participant& alice = room.join("alice");
  Participant& mallory = room.join("mallory");
  mallory.endpoint->connect(
      {{"mallory", "a-password-of-32-letters-for-mallory"}, std::string(64, 'a')},
      dtls::Role::kClient, room.world.now());
  room.pass(2s);

  CHECK(alice.endpoint->isConnected());
  CHECK_FALSE(mallory.endpoint->isConnected());
}

TEST_CASE("an ICE restart does not interrupt media") {
  Room room(8);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);

  const ice::Credentials fresh{"bob2", "another-password-of-32-letters-!"};
  REQUIRE(room.roster().restartIce("bob", fresh, room.turn()).ok());
  for (int i = 0; i < 50; ++i) {
    if (i == 25) bob.endpoint->restartIce(fresh, room.world.now());
    room.sendVideo(alice, kAlice, false);
    room.pass(100ms);
  }

  CHECK(bob.sequences(kAtBob).size() == 51);
}

}  // namespace
