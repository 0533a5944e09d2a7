// Stories of packets that the application asks for, and of codecs that nobody here can read.
#include <variant>

#include "rtcp/pli.h"
#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace std::chrono_literals;
using namespace sfu;
using test::Participant;
using test::Room;

namespace {

constexpr Ssrc kAlice{1000};

size_t plis(const Participant& participant) {
  return participant.countRtcp(rtcp::Pli::kPacketType, rtcp::Pli::kFormat);
}

std::vector<router::PacketAccepted> accepted(Room& room) {
  std::vector<router::PacketAccepted> packets;
  for (router::RouterEvent& event : room.events()) {
    if (auto* packet = std::get_if<router::PacketAccepted>(&event)) {
      packets.push_back(std::move(*packet));
    }
  }
  return packets;
}

/// `alice` sends video of a codec without a parser; `bob` may get it.
void publishOpaque(Room& room) {
  router::ReceiverParameters receiver;
  receiver.kind = router::MediaKind::kVideo;
  receiver.codecs = {{.payloadType = Room::kVp8, .clockRate = 90000, .pli = true}};
  receiver.encodings = {{.ssrc = kAlice, .rtxSsrc = {}, .fecSsrc = {}, .rid = ""}};
  REQUIRE(room.roster().createReceiver("opaque", "alice", receiver).ok());
  router::SenderParameters sender;
  sender.kind = router::MediaKind::kVideo;
  sender.ssrc = kAlice;
  sender.codecs = {{.receiverPayloadType = Room::kVp8, .payloadType = Room::kVp8}};
  REQUIRE(
      room.roster().createSender("to bob", "opaque", "bob", sender, {}, false, room.turn()).ok());
}

TEST_CASE("an application that does not ask gets no packets") {
  Room room(1);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("alice", kAlice);

  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);

  CHECK(accepted(room).empty());
}

TEST_CASE("an application that asks gets every packet as it was sent") {
  Room room(2);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("alice", kAlice);
  const std::string id = "alice";
  REQUIRE(room.roster().setRtpEvents(id, true, room.turn()).ok());

  const uint16_t first = room.sendVideo(alice, kAlice, true);
  room.sendVideo(alice, kAlice, false);
  room.pass(10ms);

  const auto packets = accepted(room);
  REQUIRE(packets.size() == 2);
  CHECK(packets[0].receiverId == id);
  const auto view = rtp::RtpPacketView::parse(packets[0].packet->bytes());
  REQUIRE(view.has_value());
  CHECK(view->ssrc() == kAlice);
  CHECK(view->payloadType() == Room::kVp8);
  CHECK(view->sequenceNumber().value() == first);
}

TEST_CASE("an application that asks no more gets no more") {
  Room room(3);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("alice", kAlice);
  const std::string id = "alice";
  REQUIRE(room.roster().setRtpEvents(id, true, room.turn()).ok());
  REQUIRE(room.roster().setRtpEvents(id, false, room.turn()).ok());

  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);

  CHECK(accepted(room).empty());
}

TEST_CASE("an application that asks lets the peer be asked for a key frame") {
  Room room(4);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.sendVideo(alice, kAlice, false);
  room.pass(1s);
  const size_t before = plis(alice);

  REQUIRE(room.roster().setRtpEvents("alice", true, room.turn()).ok());
  room.sendVideo(alice, kAlice, false);
  room.pass(100ms);

  CHECK(plis(alice) == before + 1);
}

TEST_CASE("an application cannot ask for packets of a receiver that is not there") {
  Room room(5);
  CHECK_FALSE(room.roster().setRtpEvents("nobody", true, room.turn()).ok());
}

TEST_CASE("a viewer gets a codec without a parser from its first packet on") {
  Room room(6);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  publishOpaque(room);

  room.sendVideo(alice, kAlice, false);
  room.sendVideo(alice, kAlice, false);
  room.pass(10ms);

  CHECK(bob.sequences(kAlice).size() == 2);
}

TEST_CASE("a publisher of a codec without a parser is not asked for key frames for ever") {
  Room room(7);
  Participant& alice = room.join("alice");
  room.join("bob");
  room.pass(1s);
  publishOpaque(room);

  for (int i = 0; i < 50; ++i) {
    room.sendVideo(alice, kAlice, false);
    room.pass(100ms);
  }

  CHECK(plis(alice) <= 1);
}

}  // namespace
