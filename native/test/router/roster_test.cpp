#include "router/roster.h"

#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace sfu;
using namespace sfu::test;
using namespace std::chrono_literals;

namespace {

constexpr Ssrc kAlice{1000};
constexpr Ssrc kAtBob{2000};

router::SenderParameters toBob(Ssrc ssrc) {
  router::SenderParameters parameters;
  parameters.kind = router::MediaKind::kVideo;
  parameters.ssrc = ssrc;
  parameters.codecs = {{.receiverPayloadType = Room::kVp8, .payloadType = Room::kVp8}};
  return parameters;
}

TEST_CASE("Roster refuses ids that are taken, with nothing changed") {
  Room room(1);
  room.join("alice");
  room.publish("alice", kAlice);
  room.view("alice", "alice", kAtBob);
  router::Roster& roster = room.roster();

  CHECK_FALSE(roster.createTransport("alice", {"other", "a-password-of-22-letters"}).ok());
  CHECK_FALSE(roster.createReceiver("alice", "alice", {}).ok());
  CHECK_FALSE(
      roster.createSender("alice<alice", "alice", "alice", toBob(Ssrc(1)), {}, false, room.turn())
          .ok());
  CHECK(roster.tables().transports.size() == 1);
  CHECK(roster.tables().tracks.size() == 1);
  CHECK(roster.tables().senders.size() == 1);
}

TEST_CASE("Roster names what is not there") {
  Room room(1);
  room.join("alice");
  room.publish("alice", kAlice);
  router::Roster& roster = room.roster();
  const auto turn = room.turn();

  const Status statuses[] = {roster.connectTransport("nobody", {}, turn),
                             roster.setMaxBitrate("nobody", Bitrate::bps(1), turn),
                             roster.createReceiver("new", "nobody", {}),
                             roster.updateReceiver("nobody", {}, turn),
                             roster.closeReceiver("nobody", turn),
                             roster.requestKeyFrame("nobody", turn),
                             roster.setRtpEvents("nobody", true, turn),
                             roster.createSender("new", "nobody", "alice", {}, {}, false, turn),
                             roster.createSender("new", "alice", "nobody", {}, {}, false, turn),
                             roster.setSenderLayers("nobody", {}, turn),
                             roster.pauseSender("nobody"),
                             roster.resumeSender("nobody", turn),
                             roster.closeSender("nobody", turn)};
  for (const Status& status : statuses) {
    REQUIRE_FALSE(status.ok());
    CHECK(status.failure().message.find("nobody does not exist") != std::string::npos);
  }
}

TEST_CASE("Roster refuses a second sender under one SSRC of a transport") {
  Room room(1);
  room.join("alice");
  room.join("bob");
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  router::Roster& roster = room.roster();

  const auto rtxSsrc = Ssrc(kAtBob.value() + 1);
  for (const Ssrc ssrc : {kAtBob, rtxSsrc}) {
    CHECK_FALSE(
        roster.createSender("again", "alice", "bob", toBob(ssrc), {}, false, room.turn()).ok());
  }
  CHECK(roster.createSender("other", "alice", "bob", toBob(Ssrc(9)), {}, false, room.turn()).ok());
}

TEST_CASE("Roster takes receivers and senders along with their transport") {
  Room room(1);
  room.join("alice");
  room.join("bob");
  room.publish("alice", kAlice);
  room.publish("bob", Ssrc(5));
  room.view("bob", "alice", kAtBob);
  room.view("alice", "bob", Ssrc(7));
  router::Roster& roster = room.roster();

  REQUIRE(roster.closeTransport("alice", room.turn()).ok());

  CHECK_FALSE(roster.receiverSlot("alice"));
  CHECK_FALSE(roster.senderSlot("bob<alice"));
  CHECK_FALSE(roster.senderSlot("alice<bob"));
  CHECK(roster.receiverSlot("bob"));
  const auto& bob = roster.tables().transports.at(*roster.transportSlot("bob"));
  CHECK(bob.senders.empty());
  CHECK(bob.senderBySsrc.empty());
}

TEST_CASE("Roster leaves nothing on the agenda of what it removes in the midst of a turn") {
  Room room(1);
  Participant& alice = room.join("alice");
  room.join("bob");
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.pass(1s);
  const auto turn = room.turn();
  turn.agenda.tracks.add(*room.roster().receiverSlot("alice"));
  turn.touch(*room.roster().transportSlot("alice"));

  REQUIRE(room.roster().closeTransport("alice", turn).ok());

  CHECK_FALSE(turn.agenda.tracks.takeFirst());
  CHECK_FALSE(turn.agenda.transports.takeFirst());
  (void)alice;
}

TEST_CASE("Roster lets an SSRC go on where it ended") {
  Room room(1);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.pass(1s);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);
  REQUIRE(room.roster().closeSender("bob<alice", room.turn()).ok());

  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);

  const auto sequences = bob.sequences(kAtBob);
  REQUIRE(sequences.size() == 2);
  CHECK(sequences[1] == static_cast<uint16_t>(sequences[0] + 1));
}

}  // namespace
