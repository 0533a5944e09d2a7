// Stories of a room whose links lose, delay and repeat.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "rtcp/compound.h"
#include "rtcp/nack.h"
#include "rtcp/receiver_report.h"
#include "rtcp/remb.h"
#include "rtcp/sender_report.h"
#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace std::chrono_literals;
using namespace sfu;
using test::Participant;
using test::Room;

namespace {

constexpr Ssrc kAlice{1000};
constexpr Ssrc kAliceRtx{1001};
constexpr Ssrc kAtBob{2000};
constexpr Ssrc kAtBobRtx{2001};

void sendRtcpNack(Room& room, Participant& viewer, Ssrc media, std::vector<uint16_t> numbers) {
  rtcp::Nack nack{.sender = Ssrc(1), .media = media, .lost = {}};
  for (const uint16_t number : numbers) nack.lost.emplace_back(number);
  std::vector<uint8_t> buffer(1000);
  ByteWriter writer(buffer);
  nack.write(writer);
  room.sendRtcp(viewer, writer.written());
}

/// What the reports of this kind said that came to `participant`, oldest first.
template <class Report>
std::vector<Report> reportsTo(const Participant& participant) {
  std::vector<Report> found;
  for (const auto& compound : participant.rtcp) {
    rtcp::CompoundReader reader(compound);
    while (const auto item = reader.next()) {
      if (item->packetType != Report::kPacketType) continue;
      if (auto report = Report::parse(*item)) found.push_back(std::move(*report));
    }
  }
  return found;
}

/// `seconds` of a call whose viewers report every second that they lost `fraction` of 256.
void watchWithLoss(Room& room, Participant& publisher, Ssrc source,
                   const std::vector<std::pair<Participant*, Ssrc>>& viewers, uint8_t fraction,
                   int seconds) {
  for (int i = 0; i < seconds * 50; ++i) {
    room.sendVideo(publisher, source, i == 0, 1000);
    room.pass(20ms);
    if (i % 50 != 0) continue;
    for (const auto& [viewer, ssrc] : viewers) {
      rtcp::ReportBlock block;
      block.ssrc = ssrc;
      block.fractionLost = fraction;
      std::vector<uint8_t> buffer(100);
      ByteWriter writer(buffer);
      rtcp::ReceiverReport{.sender = Ssrc(1), .blocks = {block}}.write(writer);
      room.sendRtcp(*viewer, writer.written());
    }
  }
}

TEST_CASE("a publisher is asked to send less while its viewers lose packets") {
  Room room(7);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  Participant& carol = room.join("carol");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.view("carol", "alice", Ssrc(3000));
  const std::vector<std::pair<Participant*, Ssrc>> both = {{&bob, kAtBob}, {&carol, Ssrc(3000)}};

  watchWithLoss(room, alice, kAlice, both, 128, 6);
  const auto limits = reportsTo<rtcp::Remb>(alice);
  REQUIRE(limits.size() >= 3);
  CHECK(limits.front().bitrate < Bitrate::bps(350'000));
  CHECK(limits.back().bitrate <= limits.front().bitrate);
  CHECK(limits.back().bitrate >= Bitrate::bps(99'000));
  CHECK(limits.back().ssrcs == std::vector{kAlice});

  alice.rtcp.clear();
  watchWithLoss(room, alice, kAlice, both, 0, 60);
  const auto growing = reportsTo<rtcp::Remb>(alice);
  REQUIRE(growing.size() > 5);
  CHECK(growing.back().bitrate > Bitrate::bps(900'000'000));
  alice.rtcp.clear();
  watchWithLoss(room, alice, kAlice, both, 0, 5);
  CHECK(reportsTo<rtcp::Remb>(alice).empty());
}

TEST_CASE("a publisher hears nothing of one viewer's bad link") {
  Room room(8);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  Participant& carol = room.join("carol");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.view("carol", "alice", Ssrc(3000));

  watchWithLoss(room, alice, kAlice, {{&carol, Ssrc(3000)}}, 0, 1);
  for (int i = 0; i < 5; ++i) {
    watchWithLoss(room, alice, kAlice, {{&bob, kAtBob}}, 200, 1);
    watchWithLoss(room, alice, kAlice, {{&carol, Ssrc(3000)}}, 0, 1);
  }
  CHECK(reportsTo<rtcp::Remb>(alice).empty());
}

TEST_CASE("a sender report without a clock leaves viewers the time at which media came") {
  Room room(9);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  for (int i = 0; i < 200; ++i) {
    room.sendVideo(alice, kAlice, i == 0);
    room.pass(20ms);
    if (i % 25 != 0) continue;
    std::vector<uint8_t> buffer(100);
    ByteWriter writer(buffer);
    rtcp::SenderReport{.sender = kAlice, .ntp = {0}, .rtpTimestamp = 4'000'000'000u}.write(writer);
    room.sendRtcp(alice, writer.written());
  }

  const auto reports = reportsTo<rtcp::SenderReport>(bob);
  REQUIRE_FALSE(reports.empty());
  const auto last = rtp::RtpPacketView::parse(bob.rtp.back());
  const auto distance = static_cast<int32_t>(reports.back().rtpTimestamp - last->timestamp());
  CHECK(std::abs(distance) < 3 * 90'000);
}

TEST_CASE("a peer connects through thirty percent loss, in either role") {
  for (const auto role : {dtls::Role::kClient, dtls::Role::kServer}) {
    for (uint64_t seed = 1; seed <= 10; ++seed) {
      CAPTURE(seed);
      Room room(seed);
      const Participant& alice =
          room.join("alice", role, {.delay = 20ms, .jitter = 10ms, .loss = 0.3});

      room.pass(25s);

      CHECK(alice.endpoint->isConnected());
    }
  }
}

TEST_CASE("what a publisher's link lost is asked for") {
  Room room(2);
  Participant& alice = room.join("alice");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);

  room.world.unlink("alice", "server");
  room.sendVideo(alice, kAlice, false);
  room.world.link("alice", "server");
  room.sendVideo(alice, kAlice, false);
  room.sendVideo(alice, kAlice, false);
  room.pass(50ms);

  CHECK(alice.countRtcp(rtcp::Nack::kPacketType, rtcp::Nack::kFormat) >= 1);
}

TEST_CASE("a viewer gets a lost packet again by RTX, from the room's history") {
  Room room(3);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  for (int i = 0; i < 5; ++i) room.sendVideo(alice, kAlice, i == 0);
  room.pass(10ms);
  const auto sequences = bob.sequences(kAtBob);
  REQUIRE(sequences.size() == 5);

  sendRtcpNack(room, bob, kAtBob, {sequences[2]});
  room.pass(10ms);

  const auto last = rtp::RtpPacketView::parse(bob.rtp.back());
  REQUIRE(last.has_value());
  CHECK(last->ssrc() == kAtBobRtx);
  CHECK(last->payloadType() == PayloadType(121));
  CHECK(ByteReader(last->payload()).u16() == sequences[2]);
  CHECK(last->payload().size() == 502);
}

TEST_CASE("a packet is not sent again twice within a round trip") {
  Room room(4);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  for (int i = 0; i < 5; ++i) room.sendVideo(alice, kAlice, i == 0);
  room.pass(10ms);
  const auto sequences = bob.sequences(kAtBob);

  sendRtcpNack(room, bob, kAtBob, {sequences[2]});
  sendRtcpNack(room, bob, kAtBob, {sequences[2]});
  room.pass(10ms);

  CHECK(bob.sequences(kAtBobRtx).size() == 1);
}

TEST_CASE("a viewer that names one packet many times in a NACK gets it once") {
  Room room(4);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  for (int i = 0; i < 5; ++i) room.sendVideo(alice, kAlice, i == 0);
  room.pass(10ms);

  sendRtcpNack(room, bob, kAtBob, std::vector<uint16_t>(40, bob.sequences(kAtBob)[2]));
  room.pass(10ms);

  CHECK(bob.sequences(kAtBobRtx).size() == 1);
}

TEST_CASE("a viewer that asks for everything over and over costs half as much again at most") {
  Room room(4);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  Participant& carol = room.join("carol");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.view("carol", "alice", Ssrc(3000));

  for (int i = 0; i < 3000; ++i) {
    room.sendVideo(alice, kAlice, i == 0, 1000);
    room.pass(5ms);
    if (i % 4 != 0) continue;
    const auto sequences = bob.sequences(kAtBob);
    const auto kept = std::min<ptrdiff_t>(std::ssize(sequences), 200);
    sendRtcpNack(room, bob, kAtBob, {sequences.end() - kept, sequences.end()});
  }

  const size_t resent = bob.sequences(kAtBobRtx).size();
  CHECK(resent > 1400);
  CHECK(resent < 1650);
  CHECK(carol.sequences(Ssrc(3000)).size() == 3000);
}

TEST_CASE("a viewer that asks for what was never sent gets nothing") {
  Room room(5);
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);
  room.pass(10ms);
  const size_t before = bob.rtp.size();

  sendRtcpNack(room, bob, kAtBob, {static_cast<uint16_t>(bob.sequences(kAtBob)[0] + 100)});
  sendRtcpNack(room, bob, Ssrc(4711), {1, 2, 3});
  room.pass(10ms);

  CHECK(bob.rtp.size() == before);
}

TEST_CASE("a repaired packet reaches the viewer under the number that was missing") {
  Room room(6);
  Participant& alice = room.join("alice");
  const Participant& bob = room.join("bob");
  room.pass(1s);
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);
  room.sendVideo(alice, kAlice, true);
  room.world.unlink("alice", "server");
  const uint16_t lost = room.sendVideo(alice, kAlice, false);
  room.world.link("alice", "server");
  room.sendVideo(alice, kAlice, false);
  room.pass(10ms);
  REQUIRE(bob.sequences(kAtBob).size() == 2);

  std::array<uint8_t, 12> header{};
  ByteWriter writer(header);
  writer.u8(0x80);
  writer.u8(Room::kRtx.value());
  writer.u16(1);
  writer.u32(0);
  writer.u32(kAliceRtx.value());
  const std::array<uint8_t, 4> payload{static_cast<uint8_t>(lost >> 8), static_cast<uint8_t>(lost),
                                       0x10, 0x01};
  alice.endpoint->sendRtp(header, payload);
  room.sendVideo(alice, kAlice, false);
  room.pass(10ms);

  const auto sequences = bob.sequences(kAtBob);
  REQUIRE(sequences.size() == 4);
  const std::set<uint16_t> unique(sequences.begin(), sequences.end());
  CHECK(unique.size() == 4);
  CHECK(static_cast<uint16_t>(sequences[2] - sequences[0]) == 1);
}

TEST_CASE("a minute over bad links ends with a viewer that has nearly everything") {
  Room room(7);
  const test::LinkProfile bad{.delay = 30ms, .jitter = 15ms, .loss = 0.05, .reorders = true};
  Participant& alice = room.join("alice", dtls::Role::kClient, bad);
  const Participant& bob = room.join("bob");
  room.pass(10s);
  REQUIRE(alice.endpoint->isConnected());
  room.publish("alice", kAlice);
  room.view("bob", "alice", kAtBob);

  for (int i = 0; i < 1800; ++i) {
    room.sendVideo(alice, kAlice, i % 300 == 0);
    room.pass(33ms);
  }

  const auto sequences = bob.sequences(kAtBob);
  const std::set<uint16_t> unique(sequences.begin(), sequences.end());
  CHECK(unique.size() == sequences.size());
  CHECK(sequences.size() > 1500);
  CHECK(sequences.size() < 1800);
}

}  // namespace
