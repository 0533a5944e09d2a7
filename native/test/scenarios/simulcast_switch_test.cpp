// Stories of a publisher with several encodings: who gets which, and the seams that nobody sees.
#include <array>
#include <cstdlib>

#include "rtcp/compound.h"
#include "rtcp/sender_report.h"
#include "streams/media_clock.h"
#include "test/kit/check.h"
#include "test/kit/simulcast.h"

using namespace std::chrono_literals;
using namespace sfu;
using test::Participant;
using test::SimulcastSource;
using test::SimulcastStage;
using test::stretches;
using test::ViewedFrame;
using test::watch;

namespace {

constexpr Ssrc kAtBob{2000};
constexpr Ssrc kAtCarol{3000};

/// The sender report that the viewer got last.
std::optional<rtcp::SenderReport> lastReport(const Participant& viewer, Ssrc ssrc) {
  std::optional<rtcp::SenderReport> last;
  for (const auto& compound : viewer.rtcp) {
    rtcp::CompoundReader reader(compound);
    while (const auto item = reader.next()) {
      if (item->packetType != rtcp::SenderReport::kPacketType) continue;
      const auto report = rtcp::SenderReport::parse(*item);
      if (report && report->sender == ssrc) last = report;
    }
  }
  return last;
}

TEST_CASE("a viewer gets the highest encoding") {
  SimulcastStage stage(1);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob);

  stage.source.sendFor(2s);

  const auto frames = watch(stage.bob, kAtBob);
  CHECK(frames.size() > 50);
  CHECK(frames.back().encoding == 2);
  CHECK(stage.layersTold().back().spatialLayer == 2);
}

TEST_CASE("viewers of one publisher have limits of their own") {
  SimulcastStage stage(2);
  const Participant& carol = stage.room.join("carol");
  stage.room.pass(1s);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.spatialLayer = 1});
  stage.room.view("carol", "alice", kAtCarol, {.spatialLayer = 0});

  stage.source.sendFor(2s);

  CHECK(watch(stage.bob, kAtBob).back().encoding == 1);
  CHECK(stretches(watch(carol, kAtCarol)) == std::vector<int>{0});
}

TEST_CASE("a viewer goes up at a key frame that is asked for, and sees no seam") {
  SimulcastStage stage(3);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.spatialLayer = 0});
  stage.source.sendFor(1s);
  const std::array<size_t, 3> before{stage.source.requests(0), stage.source.requests(1),
                                     stage.source.requests(2)};

  stage.setLayers({.spatialLayer = 2});
  stage.source.sendFor(1s);

  CHECK(stage.source.requests(0) == before[0]);
  CHECK(stage.source.requests(1) == before[1]);
  CHECK(stage.source.requests(2) == before[2] + 1);
  const auto frames = watch(stage.bob, kAtBob);
  CHECK(stretches(frames) == std::vector<int>{0, 2});
  for (const ViewedFrame& frame : frames) CHECK(frame.isWhole);
  // The picture never stood still: one frame at each instant, two at that of the switch.
  CHECK(frames.size() >= 59);
}

TEST_CASE("a viewer keeps its encoding while the wanted one sends no key frame") {
  SimulcastStage stage(4);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.spatialLayer = 0});
  stage.source.sendFor(1s);
  stage.source.ignoreRequests(true);

  stage.setLayers({});
  stage.source.sendFor(3s);

  CHECK(stretches(watch(stage.bob, kAtBob)) == std::vector<int>{0});
  CHECK(stage.source.requests(2) >= 3);
  CHECK(watch(stage.bob, kAtBob).size() >= 119);
}

TEST_CASE("a viewer goes down and up as encodings stop and begin") {
  SimulcastStage stage(5);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob);
  stage.source.sendFor(1s);

  stage.source.stop(2);
  stage.source.sendFor(2s);
  stage.source.start(2);
  stage.source.sendFor(1s);

  CHECK(stretches(watch(stage.bob, kAtBob)).back() == 2);
  const auto order = stretches(watch(stage.bob, kAtBob));
  CHECK(std::vector<int>(order.end() - 3, order.end()) == std::vector<int>{2, 1, 2});
  CHECK(stage.layersTold().back().spatialLayer == 2);
}

TEST_CASE("an encoding that begins with a key frame is not asked for one") {
  SimulcastStage stage(6);
  stage.source.publish();
  stage.source.stop(2);
  stage.room.view("bob", "alice", kAtBob);
  stage.source.sendFor(1s);

  stage.source.start(2);
  stage.source.sendFor(1s);

  CHECK(stage.source.requests(2) == 0);
  CHECK(watch(stage.bob, kAtBob).back().encoding == 2);
}

TEST_CASE("an encoding that begins without a key frame is asked for one") {
  SimulcastStage stage(7);
  stage.source.publish();
  stage.source.stop(2);
  stage.room.view("bob", "alice", kAtBob);
  stage.source.sendFor(1s);

  stage.source.start(2, false);
  stage.source.sendFor(1s);

  CHECK(stage.source.requests(2) == 1);
  CHECK(watch(stage.bob, kAtBob).back().encoding == 2);
}

TEST_CASE("a stopped encoding is asked for nothing") {
  SimulcastStage stage(8);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.spatialLayer = 1});
  stage.source.sendFor(1s);
  stage.source.ignoreRequests(true);
  stage.setLayers({});
  stage.source.sendFor(100ms);
  stage.source.stop(2);
  stage.source.sendFor(1s);
  const size_t before = stage.source.requests(2);

  stage.source.sendFor(5s);

  CHECK(stage.source.requests(2) == before);
}

TEST_CASE("a viewer within a bitrate gets the highest encoding that keeps it") {
  SimulcastStage stage(9);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.maxBitrate = Bitrate::bps(700'000)});

  stage.source.sendFor(3s);
  CHECK(stretches(watch(stage.bob, kAtBob)) == std::vector<int>{0, 1});

  stage.setLayers({.maxBitrate = Bitrate::bps(60'000)});
  stage.source.sendFor(1s);
  CHECK(stretches(watch(stage.bob, kAtBob)) == std::vector<int>{0, 1, 0});
}

TEST_CASE("what was captured together has one time line, whatever the encoding") {
  SimulcastStage stage(10);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.spatialLayer = 0});
  stage.source.sendFor(1s);
  stage.source.sendReports();
  stage.source.sendFor(1s);

  stage.setLayers({.spatialLayer = 2});
  stage.source.sendFor(1s);
  stage.setLayers({.spatialLayer = 1});
  stage.source.sendFor(1s);
  stage.setLayers({.spatialLayer = 0});
  stage.source.sendFor(1s);

  const auto frames = watch(stage.bob, kAtBob);
  CHECK(stretches(frames) == std::vector<int>{0, 2, 1, 0});
  // Every frame stands where its capture time is, give or take the tick of a seam.
  const ViewedFrame& first = frames.front();
  for (const ViewedFrame& frame : frames) {
    const Duration passed = SimulcastSource::kFrameInterval * (frame.frame - first.frame);
    const uint32_t expected = streams::ticksIn(passed, 90000);
    const auto error = static_cast<int32_t>(frame.timestamp - first.timestamp - expected);
    CHECK(std::abs(error) < 5);
  }
}

TEST_CASE("reports to a viewer stay on one line over a switch") {
  SimulcastStage stage(11);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.spatialLayer = 0});
  stage.source.sendReports();
  stage.source.sendFor(3s);
  const auto before = lastReport(stage.bob, kAtBob);

  stage.setLayers({.spatialLayer = 2});
  stage.source.sendFor(3s);
  const auto after = lastReport(stage.bob, kAtBob);

  REQUIRE(before.has_value());
  REQUIRE(after.has_value());
  REQUIRE(stretches(watch(stage.bob, kAtBob)) == std::vector<int>{0, 2});
  const auto passed = static_cast<double>(after->ntp.value - before->ntp.value) / 4294967296.0;
  const double ticks = after->rtpTimestamp - before->rtpTimestamp;
  CHECK(passed > 1);
  CHECK(std::abs(ticks - passed * 90000) < 20);
}

TEST_CASE("before reports came, a switch goes by the time of arrival") {
  SimulcastStage stage(12);
  stage.source.publish();
  stage.room.view("bob", "alice", kAtBob, {.spatialLayer = 0});
  stage.source.sendFor(1s);

  stage.setLayers({});
  stage.source.sendFor(1s);

  const auto frames = watch(stage.bob, kAtBob);
  REQUIRE(stretches(frames) == std::vector<int>{0, 2});
  const uint32_t span = frames.back().timestamp - frames.front().timestamp;
  CHECK(span > 2 * 90000 - 10000);
  CHECK(span < 2 * 90000 + 10000);
}

TEST_CASE("a switch over a bad uplink leaves nothing that cannot be decoded") {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    SimulcastStage stage(seed);
    stage.room.world.link("alice", "server", {.delay = 30ms, .jitter = 20ms});
    stage.source.publish();
    stage.room.view("bob", "alice", kAtBob);
    for (int i = 0; i < 10; ++i) {
      stage.setLayers({.spatialLayer = static_cast<uint8_t>(stage.room.world.random().below(3)),
                       .temporalLayer = static_cast<uint8_t>(stage.room.world.random().below(3))});
      stage.source.sendReports();
      stage.source.sendFor(700ms);
    }
    CHECK(watch(stage.bob, kAtBob).size() > 90);
  }
}

}  // namespace
