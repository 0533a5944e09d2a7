// What the worker counts of a room in which packets flow, as getStats() is told it.
#include "worker/stats.h"

#include <algorithm>
#include <array>

#include "rtcp/fir.h"
#include "rtcp/nack.h"
#include "rtcp/pli.h"
#include "rtcp/receiver_report.h"
#include "rtcp/sender_report.h"
#include "streams/media_clock.h"
#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace std::chrono_literals;
using namespace sfu;
using channel::Value;
using test::Participant;
using test::Room;

namespace {

constexpr Ssrc kAlice{1000};
constexpr Ssrc kAtBob{2000};

/// Alice's video on its way to bob, both connected.
struct Call {
  explicit Call(uint64_t seed = 1) : room(seed), alice(room.join("alice")), bob(room.join("bob")) {
    room.pass(1s);
    room.publish("alice", kAlice);
    room.view("bob", "alice", kAtBob);
  }

  Value stats(const char* name, bool withCertificate = false) {
    return worker::statsOf(room.router().tables(), *room.roster().transportSlot(name),
                           withCertificate, room.world.now());
  }
  Value received() { return stats("alice")["received"].items().at(0); }
  Value sent() { return stats("bob")["sent"].items().at(0); }

  template <class Report>
  void sendRtcp(Participant& from, const Report& report) {
    std::array<uint8_t, 500> buffer{};
    ByteWriter writer(buffer);
    report.write(writer);
    room.sendRtcp(from, writer.written());
    room.pass(5ms);
  }
  /// `count` packets of alice, the first a key frame, 33 ms apart.
  void sendVideo(int count) {
    for (int i = 0; i < count; ++i) {
      room.sendVideo(alice, kAlice, i == 0);
      room.pass(33ms);
    }
  }

  Room room;
  Participant& alice;
  Participant& bob;
};

/// The last report of ours that bob got.
rtcp::SenderReport lastReportTo(const Participant& bob) {
  std::optional<rtcp::SenderReport> last;
  for (const auto& compound : bob.rtcp) {
    rtcp::CompoundReader reader(compound);
    while (const auto item = reader.next()) {
      if (item->packetType == rtcp::SenderReport::kPacketType) {
        last = rtcp::SenderReport::parse(*item);
      }
    }
  }
  REQUIRE(last.has_value());
  return *last;
}

TEST_CASE("statsOf counts the payload and the headers of received packets apart") {
  Call call;
  call.sendVideo(3);

  const Value stream = call.received();
  CHECK(stream["receiverId"].text() == "alice");
  CHECK(stream["ssrc"].integer() == 1000);
  CHECK(stream["rtxSsrc"].integer() == 1001);
  CHECK(stream["payloadType"].integer() == 96);
  CHECK(stream["packets"].integer() == 3);
  CHECK(stream["bytes"].integer() == 3 * 500);
  CHECK(stream["headerBytes"].integer() == 3 * 20);
  CHECK(stream["packetsLost"].integer() == 0);
}

TEST_CASE("statsOf counts the payload and the headers of sent packets apart") {
  Call call;
  call.sendVideo(3);

  const Value stream = call.sent();
  CHECK(stream["ssrc"].integer() == 2000);
  CHECK(stream["rtxSsrc"].integer() == 2001);
  CHECK(stream["payloadType"].integer() == 120);
  CHECK(stream["packets"].integer() == 3);
  CHECK(stream["bytes"].integer() == 3 * 500);
  const auto headers = static_cast<int64_t>(call.bob.rtp[0].size() - 500);
  CHECK(stream["headerBytes"].integer() == 3 * headers);
  CHECK(stream["frames"].integer() == 3);
}

TEST_CASE("statsOf counts what we ask a publisher for") {
  Call call;
  call.sendVideo(2);
  const int64_t plisBefore = *call.received()["pliCount"].integer();
  call.sendRtcp(call.bob, rtcp::Pli{.sender = Ssrc(1), .media = kAtBob});
  call.room.pass(1s);
  call.room.world.unlink("alice", "server");
  call.room.sendVideo(call.alice, kAlice, false);
  call.room.world.link("alice", "server");
  call.sendVideo(2);

  const Value stream = call.received();
  CHECK(*stream["pliCount"].integer() > plisBefore);
  CHECK(stream["firCount"].integer() == 0);
  CHECK(*stream["nackCount"].integer() >= 1);
  CHECK(stream["packetsLost"].integer() == 1);
}

TEST_CASE("statsOf counts what a viewer asks us for") {
  Call call;
  call.sendVideo(3);
  call.sendRtcp(call.bob, rtcp::Pli{.sender = Ssrc(1), .media = kAtBob});
  rtcp::Fir fir{.sender = Ssrc(1), .entries = {}};
  fir.entries.push_back({kAtBob, 1});
  call.sendRtcp(call.bob, fir);
  const uint16_t second = call.bob.sequences(kAtBob)[1];
  call.sendRtcp(call.bob,
                rtcp::Nack{.sender = Ssrc(1), .media = kAtBob, .lost = {SequenceNumber(second)}});

  const Value stream = call.sent();
  CHECK(stream["pliCount"].integer() == 1);
  CHECK(stream["firCount"].integer() == 1);
  CHECK(stream["nackCount"].integer() == 1);
  CHECK(stream["retransmittedPackets"].integer() == 1);
  CHECK(stream["retransmittedBytes"].integer() == 500);
  CHECK(stream["packets"].integer() == 4);
  CHECK(stream["bytes"].integer() == 4 * 500);
  CHECK(stream["frames"].integer() == 3);
}

TEST_CASE("statsOf takes the publisher's own counters from its sender reports") {
  Call call;
  call.sendVideo(1);
  CHECK(call.received()["reportedAt"].isNull());

  const Time reportedAt = call.room.world.now();
  rtcp::SenderReport report;
  report.sender = kAlice;
  report.ntp = NtpTime::from(reportedAt);
  report.packetCount = 17;
  report.octetCount = 9000;
  call.sendRtcp(call.alice, report);

  const Value stream = call.received();
  CHECK(stream["reports"].integer() == 1);
  CHECK(stream["reportedPackets"].integer() == 17);
  CHECK(stream["reportedBytes"].integer() == 9000);
  const double sentAt =
      std::chrono::duration<double, std::milli>(reportedAt.time_since_epoch()).count();
  CHECK(*stream["reportedTime"].number() == doctest::Approx(sentAt).epsilon(1e-12));
  CHECK(*stream["reportedAt"].number() >= sentAt);
}

TEST_CASE("statsOf takes loss, jitter and round trips from a viewer's reports") {
  Call call;
  call.sendVideo(90);
  CHECK(call.sent()["reportedAt"].isNull());

  const rtcp::SenderReport ours = lastReportTo(call.bob);
  const auto age = NtpTime::from(call.room.world.now()).compact() - ours.ntp.compact();
  rtcp::ReportBlock block;
  block.ssrc = kAtBob;
  block.fractionLost = 64;
  block.cumulativeLost = -2;
  block.jitter = 900;
  block.lastSenderReport = ours.ntp.compact();
  block.delaySinceLastSenderReport = age - streams::ticksIn(80ms, 65536);
  call.sendRtcp(call.bob, rtcp::ReceiverReport{.sender = Ssrc(1), .blocks = {block}});

  const Value stream = call.sent();
  CHECK(stream["reportedAt"].isNumber());
  CHECK(*stream["fractionLost"].number() == 0.25);
  CHECK(stream["packetsLost"].integer() == -2);
  CHECK(*stream["jitter"].number() == doctest::Approx(0.01));
  CHECK(*stream["roundTripTime"].number() == doctest::Approx(0.08).epsilon(0.1));
  CHECK(*stream["totalRoundTripTime"].number() == *stream["roundTripTime"].number());
  CHECK(stream["roundTripTimeMeasurements"].integer() == 1);
}

TEST_CASE("statsOf counts on under an SSRC that another sender takes over") {
  Call call;
  call.sendVideo(5);
  call.sendRtcp(call.bob, rtcp::Pli{.sender = Ssrc(1), .media = kAtBob});
  REQUIRE(call.room.roster().closeSender("bob<alice", call.room.turn()).ok());

  call.room.view("bob", "alice", kAtBob);
  CHECK(call.sent()["packets"].integer() == 5);
  call.sendVideo(60);

  const Value stream = call.sent();
  CHECK(stream["packets"].integer() == 65);
  CHECK(stream["bytes"].integer() == 65 * 500);
  CHECK(stream["frames"].integer() == 65);
  CHECK(stream["pliCount"].integer() == 1);
  // RFC 3550, section 6.4.1: the count goes on as long as the SSRC does.
  CHECK(lastReportTo(call.bob).packetCount > 5 + 20);
}

TEST_CASE("statsOf tells what DTLS has agreed on") {
  Call call;

  const Value stats = call.stats("alice", true);

  CHECK(stats["dtls"]["version"].text() == "FEFD");
  CHECK(stats["dtls"]["cipher"].text().starts_with("TLS_ECDHE_ECDSA_WITH_"));
  CHECK(stats["dtls"]["srtpProfile"].text() == "SRTP_AEAD_AES_128_GCM");
  CHECK(stats["certificate"].bytes().size() > 200);
  CHECK(call.stats("alice")["certificate"].isNull());
}

TEST_CASE("statsOf knows no agreement before the handshake is over") {
  Room room(1);
  REQUIRE(room.roster().createTransport("carol", {"carol", "a-password-of-22-letters"}).ok());

  const Value stats = worker::statsOf(room.router().tables(), *room.roster().transportSlot("carol"),
                                      true, room.world.now());

  CHECK(stats["dtls"].isNull());
  CHECK(stats["routes"].items().empty());
  CHECK(stats["certificate"].bytes().size() > 200);
}

TEST_CASE("statsOf counts every datagram of a transport but STUN, by its route too") {
  Call call;
  call.sendVideo(3);
  call.room.pass(10s);  // checks go on

  const Value stats = call.stats("alice");
  const Value route = stats["routes"].items().at(0);
  CHECK(stats["routeChanges"].integer() == 1);
  CHECK(route["selected"].boolean());
  CHECK(route["accepted"].boolean());
  CHECK(*route["checks"].integer() >= 2);
  for (const char* name : {"packetsSent", "bytesSent", "packetsReceived", "bytesReceived"}) {
    CAPTURE(name);
    CHECK(*stats[name].integer() > 0);
    CHECK(route[name].integer() == stats[name].integer());
  }
  CHECK(*route["lastSentAt"].number() <= *stats["now"].number());
  CHECK(*route["lastReceivedAt"].number() < *stats["now"].number());
}

}  // namespace
