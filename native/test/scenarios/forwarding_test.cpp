// Stories of a room in which everything arrives: the way of a packet from one peer to the others.
#include <algorithm>
#include <array>

#include "rtcp/nack.h"
#include "rtcp/pli.h"
#include "rtcp/sdes.h"
#include "rtcp/sender_report.h"
#include "rtcp/transport_feedback.h"
#include "rtp/header_extensions.h"
#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace std::chrono_literals;
using namespace sfu;
using test::Participant;
using test::Room;

namespace {

constexpr Ssrc kAlice{1000};
constexpr Ssrc kAtBob{2000};
constexpr Ssrc kAtCarol{3000};

size_t plis(const Participant& participant) {
  return participant.countRtcp(rtcp::Pli::kPacketType, rtcp::Pli::kFormat);
}

std::vector<uint8_t> bytesOf(const rtcp::Pli& pli) {
  std::array<uint8_t, 64> buffer{};
  ByteWriter writer(buffer);
  pli.write(writer);
  return {writer.written().begin(), writer.written().end()};
}

TEST_CASE("a peer connects as DTLS client") {
  Room room(1);
  const Participant& alice = room.join("alice", dtls::Role::kClient);

  room.pass(1s);

  CHECK(alice.endpoint->isConnected());
}

TEST_CASE("a peer connects as DTLS server") {
  Room room(1);
  const Participant& alice = room.join("alice", dtls::Role::kServer);

  room.pass(1s);

  CHECK(alice.endpoint->isConnected());
}

TEST_CASE("a viewer gets the packets under its own SSRC, payload type and MID") {
  Room room(2);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);

  room.sendVideo(alice, kAlice, true);
  room.sendVideo(alice, kAlice, false);
  room.pass(10ms);

  REQUIRE(bob.rtp.size() == 2);
  const auto view = rtp::RtpPacketView::parse(bob.rtp[0]);
  REQUIRE(view.has_value());
  CHECK(view->ssrc() == kAtBob);
  CHECK(view->payloadType() == PayloadType(120));
  CHECK(view->payload().size() == 500);
  const rtp::HeaderExtensions extensions(*view);
  REQUIRE(extensions.find(1).has_value());
  CHECK(textOf(*extensions.find(1)) == "7");
  CHECK_FALSE(extensions.find(Room::kTransportSequenceId).has_value());
  const auto sequences = bob.sequences(kAtBob);
  CHECK(static_cast<uint16_t>(sequences[0] + 1) == sequences[1]);
}

TEST_CASE("nobody gets their own packets") {
  Room room(3);
  Participant& alice = room.join("alice");
  room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);

  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);

  CHECK(alice.rtp.empty());
}

TEST_CASE("a viewer's video begins with a key frame, which is asked for") {
  Room room(4);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.sendVideo(alice, kAlice, true);
  room.pass(1s);
  room.view("bob", "alice", kAtBob);

  room.sendVideo(alice, kAlice, false);
  room.pass(100ms);
  CHECK(bob.rtp.empty());
  CHECK(plis(alice) == 1);

  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);
  CHECK(bob.rtp.size() == 1);
}

TEST_CASE("a key frame is asked for when a viewer connects that already has its sender") {
  Room room(5);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.sendVideo(alice, kAlice, true);
  room.pass(1s);
  const size_t before = plis(alice);

  room.join("bob");
  room.view("bob", "alice", kAtBob);
  room.pass(1s);

  CHECK(plis(alice) > before);
}

TEST_CASE("wishes of many viewers become one request to the publisher") {
  Room room(6);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  Participant& carol = room.join("carol");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.view("carol", "alice", kAtCarol);
  room.sendVideo(alice, kAlice, true);
  room.pass(2s);
  const size_t before = plis(alice);

  room.sendRtcp(bob, bytesOf({.sender = Ssrc(1), .media = kAtBob}));
  room.sendRtcp(carol, bytesOf({.sender = Ssrc(1), .media = kAtCarol}));
  room.pass(100ms);

  CHECK(plis(alice) == before + 1);
}

TEST_CASE("a viewer is told when the publisher's stream was captured") {
  Room room(7);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);

  for (int i = 0; i < 60; ++i) {
    room.sendVideo(alice, kAlice, i == 0);
    room.pass(33ms);
  }

  CHECK(bob.countRtcp(rtcp::SenderReport::kPacketType, 0) >= 1);
  CHECK(bob.countRtcp(rtcp::Sdes::kPacketType, 1) >= 1);
}

TEST_CASE("a publisher gets transport-wide feedback while it sends, and only then") {
  Room room(18);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("alice", kAlice);
  const auto feedbacks = [&] {
    return alice.countRtcp(rtcp::TransportFeedback::kPacketType, rtcp::TransportFeedback::kFormat);
  };

  for (int i = 0; i < 30; ++i) {
    room.sendVideo(alice, kAlice, i == 0);
    room.pass(33ms);
  }
  const size_t whileSending = feedbacks();
  CHECK(whileSending >= 5);

  room.pass(500ms);
  const size_t settled = feedbacks();
  room.pass(5s);
  CHECK(feedbacks() == settled);
}

TEST_CASE("a paused sender sends nothing and goes on with a key frame") {
  Room room(9);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);
  REQUIRE(bob.rtp.size() == 1);

  REQUIRE(room.roster().pauseSender("bob<alice").ok());
  room.sendVideo(alice, kAlice, false);
  room.pass(10ms);
  CHECK(bob.rtp.size() == 1);

  REQUIRE(room.roster().resumeSender("bob<alice", room.turn()).ok());
  room.sendVideo(alice, kAlice, false);
  room.pass(10ms);
  CHECK(bob.rtp.size() == 1);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);
  const auto sequences = bob.sequences(kAtBob);
  REQUIRE(sequences.size() == 2);
  CHECK(static_cast<uint16_t>(sequences[0] + 1) == sequences[1]);
}

TEST_CASE("a sender that is made anew under its SSRC goes on with the numbers") {
  Room room(12);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  for (int i = 0; i < 3; ++i) room.sendVideo(alice, kAlice, i == 0);
  room.pass(10ms);

  REQUIRE(room.roster().closeSender("bob<alice", room.turn()).ok());
  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);

  const auto sequences = bob.sequences(kAtBob);
  REQUIRE(sequences.size() == 4);
  CHECK(static_cast<uint16_t>(sequences[0] + 3) == sequences[3]);
  CHECK(bob.endpoint->unauthentic() == 0);
}

TEST_CASE("closing a publisher's transport takes its receivers and their senders along") {
  Room room(10);
  Participant& alice = room.join("alice");
  room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);

  const auto cipher = srtp::Cipher::create();
  transport::EgressBatch unused(*cipher);
  const router::Turn turn = room.router().turn(room.world.now(), unused);
  REQUIRE(room.roster().closeTransport("alice", turn).ok());

  CHECK(room.router().tables().tracks.size() == 0);
  CHECK(room.router().tables().senders.size() == 0);
  CHECK(room.router().tables().transports.size() == 1);
  room.pass(5s);
}

TEST_CASE("a room tells when a publisher begins and ceases to send") {
  Room room(11);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.events();

  room.sendVideo(alice, kAlice, true);
  room.pass(5s);

  std::vector<bool> activity;
  for (const auto& event : room.events()) {
    if (const auto* change = std::get_if<router::ReceiverActivity>(&event)) {
      activity.push_back(change->active);
    }
  }
  CHECK(activity == std::vector<bool>{true, false});
}

}  // namespace
