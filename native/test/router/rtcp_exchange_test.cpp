#include "router/rtcp_exchange.h"

#include <array>

#include "rtcp/fir.h"
#include "rtcp/nack.h"
#include "rtcp/pli.h"
#include "rtcp/receiver_report.h"
#include "rtcp/remb.h"
#include "rtcp/sender_report.h"
#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace sfu;
using namespace sfu::test;
using namespace std::chrono_literals;

namespace {

constexpr Ssrc kAlice{1000};
constexpr Ssrc kAtBob{2000};

/// Alice publishes, bob and carol watch; each has seen a key frame.
struct Scene {
  Scene() {
    room.publish("alice", kAlice);
    room.view("bob", "alice", kAtBob);
    room.view("carol", "alice", kAtBob);
    room.pass(1s);
    room.sendVideo(alice, kAlice, true);
    room.pass(2s);
  }

  template <class Report>
  void say(Participant& from, const Report& report) {
    std::array<uint8_t, 256> buffer{};
    ByteWriter writer(buffer);
    report.write(writer);
    room.sendRtcp(from, writer.written());
  }
  size_t plis() const { return alice.countRtcp(rtcp::Pli::kPacketType, rtcp::Pli::kFormat); }
  size_t malformed(const std::string& name) {
    return room.router().tables().transports.at(*room.roster().transportSlot(name)).malformedRtcp;
  }

  Room room{1};
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  Participant& carol = room.join("carol");
};

rtcp::Pli pliFor(Ssrc media) {
  return {.sender = Ssrc(1), .media = media};
}

TEST_CASE("handleRtcp passes requests of several viewers on as one") {
  Scene scene;
  const size_t before = scene.plis();

  scene.say(scene.bob, pliFor(kAtBob));
  scene.say(scene.carol, pliFor(kAtBob));
  scene.room.pass(50ms);

  CHECK(scene.plis() == before + 1);
}

TEST_CASE("handleRtcp passes a FIR on as PLI") {
  Scene scene;
  const size_t before = scene.plis();

  rtcp::Fir fir{.sender = Ssrc(1), .entries = {}};
  fir.entries.push_back({kAtBob, 1});
  scene.say(scene.bob, fir);
  scene.room.pass(50ms);

  CHECK(scene.plis() == before + 1);
}

TEST_CASE("handleRtcp passes nothing on for a paused sender") {
  Scene scene;
  REQUIRE(scene.room.roster().pauseSender("bob<alice").ok());
  const size_t before = scene.plis();

  scene.say(scene.bob, pliFor(kAtBob));
  scene.room.pass(50ms);

  CHECK(scene.plis() == before);
}

TEST_CASE("handleRtcp passes nothing on that is about somebody else's stream") {
  Scene scene;
  const size_t before = scene.plis();

  scene.say(scene.alice, pliFor(kAtBob));
  scene.say(scene.bob, pliFor(kAlice));
  scene.room.pass(50ms);

  CHECK(scene.plis() == before);
}

TEST_CASE("handleRtcp counts what is broken and goes on behind it") {
  Scene scene;
  const size_t before = scene.plis();
  // A PLI without a media source, and one that is whole.
  const std::array<uint8_t, 20> compound{0x81, 206, 0, 1, 0, 0, 0,    1,    0x81, 206,
                                         0,    2,   0, 0, 0, 1, 0x00, 0x00, 0x07, 0xd0};

  scene.room.sendRtcp(scene.bob, compound);
  scene.room.pass(50ms);

  CHECK(scene.malformed("bob") == 1);
  CHECK(scene.plis() == before + 1);
}

TEST_CASE("handleRtcp sends a lost packet to the viewer that asks, and to nobody else") {
  Scene scene;
  const SequenceNumber lost(scene.bob.sequences(kAtBob).at(0));

  scene.say(scene.bob, rtcp::Nack{.sender = Ssrc(1), .media = kAtBob, .lost = {lost}});
  scene.room.pass(50ms);

  CHECK(scene.bob.sequences(Ssrc(kAtBob.value() + 1)).size() == 1);
  CHECK(scene.carol.sequences(Ssrc(kAtBob.value() + 1)).empty());
}

TEST_CASE("sendReports tells viewers and publishers about once a second") {
  Scene scene;
  const auto reports = [](const Participant& of, uint8_t type, uint8_t count) {
    return of.countRtcp(type, count);
  };
  const size_t toBob = reports(scene.bob, rtcp::SenderReport::kPacketType, 0);
  const size_t toAlice = reports(scene.alice, rtcp::ReceiverReport::kPacketType, 1);

  scene.room.pass(60s);

  CHECK(reports(scene.bob, rtcp::SenderReport::kPacketType, 0) - toBob ==
        doctest::Approx(60).epsilon(0.2));
  CHECK(reports(scene.alice, rtcp::ReceiverReport::kPacketType, 1) - toAlice ==
        doctest::Approx(60).epsilon(0.2));
}

TEST_CASE("sendReports tells a publisher its limit while there is one") {
  Scene scene;
  const auto rembs = [&] {
    return scene.alice.countRtcp(rtcp::Remb::kPacketType, rtcp::Remb::kFormat);
  };
  scene.room.pass(3s);
  CHECK(rembs() == 0);

  REQUIRE(
      scene.room.roster().setMaxBitrate("alice", Bitrate::bps(300'000), scene.room.turn()).ok());
  scene.room.pass(3s);

  CHECK(rembs() >= 2);
}

}  // namespace
