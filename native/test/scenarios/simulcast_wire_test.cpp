// Stories of several encodings on the wire: repairs, requests, RIDs and layers within a stream.
#include <algorithm>
#include <array>
#include <set>

#include "rtcp/compound.h"
#include "rtcp/nack.h"
#include "rtcp/pli.h"
#include "test/kit/check.h"
#include "test/kit/simulcast.h"

using namespace std::chrono_literals;
using namespace sfu;
using test::Participant;
using test::Room;
using test::SimulcastStage;
using test::stretches;
using test::ViewedFrame;
using test::watch;

namespace {

constexpr Ssrc kAtBob{2000};
constexpr Ssrc kAtBobRtx{2001};

void sendNack(Room& room, Participant& viewer, Ssrc media, uint16_t lost) {
  std::array<uint8_t, 64> buffer{};
  ByteWriter writer(buffer);
  rtcp::Nack{.sender = Ssrc(1), .media = media, .lost = {SequenceNumber(lost)}}.write(writer);
  room.sendRtcp(viewer, writer.written());
}

void sendPli(Room& room, Participant& viewer, Ssrc media) {
  std::array<uint8_t, 64> buffer{};
  ByteWriter writer(buffer);
  rtcp::Pli{.sender = Ssrc(1), .media = media}.write(writer);
  room.sendRtcp(viewer, writer.written());
}

TEST_CASE("a lost packet is sent again from the encoding that it was of") {
  SimulcastStage stage(13);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.spatialLayer = 0});
  stage.source.sendFor(500ms);
  const auto sequences = stage.bob.sequences(kAtBob);
  const uint16_t lost = sequences[sequences.size() - 2];
  const auto original = [&](const std::vector<uint8_t>& packet) {
    const auto view = rtp::RtpPacketView::parse(packet);
    return view && view->ssrc() == kAtBob && view->sequenceNumber().value() == lost;
  };
  const auto sent = std::find_if(stage.bob.rtp.begin(), stage.bob.rtp.end(), original);
  REQUIRE(sent != stage.bob.rtp.end());
  const Bytes expected = rtp::RtpPacketView::parse(*sent)->payload();
  const std::vector<uint8_t> before(expected.begin(), expected.end());
  stage.setLayers({});
  stage.source.sendFor(500ms);
  REQUIRE(stretches(watch(stage.bob, kAtBob)) == std::vector<int>{0, 2});

  sendNack(stage.room, stage.bob, kAtBob, lost);
  stage.room.pass(10ms);

  const auto view = rtp::RtpPacketView::parse(stage.bob.rtp.back());
  REQUIRE(view.has_value());
  CHECK(view->ssrc() == kAtBobRtx);
  CHECK(ByteReader(view->payload()).u16() == lost);
  const Bytes again = view->payload().subspan(2);
  CHECK(std::vector<uint8_t>(again.begin(), again.end()) == before);
}

TEST_CASE("a packet that is sent again has the picture numbers it had") {
  SimulcastStage stage(14);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob);
  stage.source.sendFor(1s);
  REQUIRE(watch(stage.bob, kAtBob).back().encoding == 2);
  const std::vector<uint8_t> last = stage.bob.rtp.back();
  const auto sent = rtp::RtpPacketView::parse(last);
  REQUIRE(sent.has_value());

  sendNack(stage.room, stage.bob, kAtBob, sent->sequenceNumber().value());
  stage.room.pass(10ms);

  const auto again = rtp::RtpPacketView::parse(stage.bob.rtp.back());
  REQUIRE(again.has_value());
  REQUIRE(again->ssrc() == kAtBobRtx);
  const Bytes payload = again->payload().subspan(2);
  CHECK(std::equal(payload.begin(), payload.end(), sent->payload().begin(), sent->payload().end()));
}

TEST_CASE("a viewer gets a whole key frame whose first packet came last") {
  SimulcastStage stage(21, {5000});
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob);
  stage.source.holdKeyFrames(20ms);
  stage.source.ignoreRequests(true);
  stage.source.sendFor(100ms);

  // The first packet and, after a gap of four, the frames that follow.
  const auto sequences = stage.bob.sequences(kAtBob);
  REQUIRE(sequences.size() > 5);
  REQUIRE(static_cast<uint16_t>(sequences[1] - sequences[0]) == 5);
  for (uint16_t i = 1; i < 5; ++i) {
    sendNack(stage.room, stage.bob, kAtBob, static_cast<uint16_t>(sequences[0] + i));
  }
  stage.room.pass(10ms);

  std::vector<uint8_t> parts;
  for (const auto& packet : stage.bob.rtp) {
    const auto view = rtp::RtpPacketView::parse(packet);
    if (view && view->ssrc() == kAtBobRtx) parts.push_back(view->payload()[2 + 16]);
  }
  CHECK(parts == std::vector<uint8_t>{1, 2, 3, 4});
}

TEST_CASE("a viewer that lost its picture has the encoding asked that it gets") {
  SimulcastStage stage(15);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.spatialLayer = 1});
  stage.source.sendFor(2s);
  const std::array<size_t, 3> before{stage.source.requests(0), stage.source.requests(1),
                                     stage.source.requests(2)};

  sendPli(stage.room, stage.bob, kAtBob);
  stage.room.pass(10ms);

  CHECK(stage.source.requests(0) == before[0]);
  CHECK(stage.source.requests(1) == before[1] + 1);
  CHECK(stage.source.requests(2) == before[2]);
}

TEST_CASE("what a publisher's link lost is asked for under the SSRC of its encoding") {
  SimulcastStage stage(16);
  stage.source.publish();
  stage.source.sendFor(200ms);
  stage.room.world.unlink("alice", "server");
  stage.source.sendFrame();
  stage.room.world.link("alice", "server");
  stage.source.sendFor(100ms);

  std::set<uint32_t> asked;
  for (const auto& compound : stage.alice.rtcp) {
    rtcp::CompoundReader reader(compound);
    while (const auto item = reader.next()) {
      if (item->packetType != rtcp::Nack::kPacketType || item->count != rtcp::Nack::kFormat) {
        continue;
      }
      if (const auto nack = rtcp::Nack::parse(*item)) asked.insert(nack->media.value());
    }
  }
  CHECK(asked == std::set<uint32_t>{5000, 5010, 5020});
}

TEST_CASE("a viewer of fewer temporal layers sees no gap") {
  SimulcastStage stage(17, {2000});
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.temporalLayer = 1});
  stage.source.sendFor(2s);

  const auto half = watch(stage.bob, kAtBob);
  CHECK(half.size() >= 29);
  CHECK(half.size() <= 31);
  for (const ViewedFrame& frame : half) CHECK(frame.temporalLayer < 2);

  stage.setLayers({.temporalLayer = 0});
  stage.source.sendFor(2s);
  stage.setLayers({});
  stage.source.sendFor(2s);

  const auto frames = watch(stage.bob, kAtBob);
  CHECK(frames.size() >= 30 + 15 + 45);
  CHECK(frames.back().isWhole);
  std::vector<std::optional<uint8_t>> told;
  for (const auto& layers : stage.layersTold()) told.push_back(layers.temporalLayer);
  CHECK(told == std::vector<std::optional<uint8_t>>{1, 0, 1, 2, std::nullopt});
}

TEST_CASE("a single encoding goes out untouched while nothing is limited") {
  SimulcastStage stage(18, {2000});
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob);
  stage.source.sendFor(1s);

  CHECK(watch(stage.bob, kAtBob).size() == 31);
  CHECK(stage.layersTold().empty());
}

TEST_CASE("encodings are found by their RIDs, and stay found when the receiver is updated") {
  SimulcastStage stage(19);
  stage.source.publish(true);
  stage.room.view("bob", "alice", kAtBob);
  stage.source.sendFor(1s);
  REQUIRE(watch(stage.bob, kAtBob).back().encoding == 2);

  // A browser stops naming encodings when it has been heard.
  stage.source.nameEncodings(false);
  REQUIRE(stage.room.roster()
              .updateReceiver("alice", stage.source.parameters(true), stage.room.turn())
              .ok());
  stage.source.sendFor(1s);

  CHECK(watch(stage.bob, kAtBob).size() >= 60);
  CHECK(stage.layersTold().back().spatialLayer == 2);
}

TEST_CASE("a viewer goes on when an update brings more encodings") {
  SimulcastStage stage(20);
  auto all = stage.source.parameters(true);
  auto first = all;
  first.encodings = {all.encodings[1]};
  REQUIRE(stage.room.roster().createReceiver("alice", "alice", first).ok());
  stage.source.nameEncodings(true);
  stage.room.view("bob", "alice", kAtBob);
  stage.source.sendFor(1s);
  REQUIRE(stretches(watch(stage.bob, kAtBob)) == std::vector<int>{1});

  REQUIRE(stage.room.roster().updateReceiver("alice", all, stage.room.turn()).ok());
  stage.source.sendFor(2s);

  const auto packets = stage.bob.sequences(kAtBob);
  for (size_t i = 1; i < packets.size(); ++i) {
    CHECK(static_cast<uint16_t>(packets[i - 1] + 1) == packets[i]);
  }
  CHECK(stage.layersTold().back().spatialLayer == 2);
}

TEST_CASE("several senders of one track carry an encoding and a RID each") {
  SimulcastStage stage(22);
  stage.source.publish();
  const std::array<std::string, 2> rids{"a", "b"};
  for (uint8_t i = 0; i < 2; ++i) {
    router::SenderParameters parameters;
    parameters.kind = router::MediaKind::kVideo;
    parameters.mid = "7";
    parameters.rid = rids[i];
    parameters.ssrc = Ssrc(4000u + i);
    parameters.codecs.push_back({.receiverPayloadType = Room::kVp8, .payloadType = Room::kVp8});
    parameters.extensions.set(rtp::ExtensionKind::kMid, 1);
    parameters.extensions.set(rtp::ExtensionKind::kRid, 2);
    REQUIRE(stage.room.roster()
                .createSender("to bob " + rids[i], "alice", "bob", parameters, {.spatialLayer = i},
                              false, stage.room.turn())
                .ok());
  }
  stage.source.sendFor(1s);

  CHECK(stretches(watch(stage.bob, Ssrc(4000))) == std::vector<int>{0});
  CHECK(watch(stage.bob, Ssrc(4001)).back().encoding == 1);
  const auto view = rtp::RtpPacketView::parse(stage.bob.rtp.back());
  REQUIRE(view.has_value());
  const auto rid = rtp::HeaderExtensions(*view).find(2);
  REQUIRE(rid.has_value());
  CHECK(textOf(*rid) == rids[view->ssrc().value() - 4000]);
}

}  // namespace
