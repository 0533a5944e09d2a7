// One outgoing SSRC.
#include "streams/send_stream.h"

#include <cstdlib>

#include "streams/rewriter.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::ClockMapping;
using streams::SendStream;

namespace {

constexpr Time kStart(1'700'000'000s);
constexpr SendStream::Options kVideo{.ssrc = Ssrc(5),
                                     .rtxSsrc = Ssrc(6),
                                     .clockRate = 90'000,
                                     .firstRtxSequence = SequenceNumber(65535)};

// The answer of a viewer that got `report` after `delay` and waited `hold`.
rtcp::ReportBlock answerTo(const rtcp::SenderReport& report, Duration hold) {
  rtcp::ReportBlock block;
  block.ssrc = report.sender;
  block.lastSenderReport = report.ntp.compact();
  block.delaySinceLastSenderReport = streams::ticksIn(hold, 65536);
  return block;
}

TEST_CASE("SendStream reports nothing before its first packet") {
  const SendStream stream(kVideo);
  CHECK_FALSE(stream.makeReport(kStart, std::nullopt));
}

TEST_CASE("SendStream reports what it sent") {
  SendStream stream(kVideo);
  stream.handleSent(1000, 1200, kStart);
  stream.handleSent(1000, 300, kStart + 1ms);
  stream.handleResent(1200, kStart + 2ms);

  const auto report = *stream.makeReport(kStart + 10ms, std::nullopt);

  CHECK(report.sender == Ssrc(5));
  CHECK(report.ntp.value == NtpTime::from(kStart + 10ms).value);
  CHECK(report.packetCount == 2);
  CHECK(report.octetCount == 1500);
  CHECK(report.rtpTimestamp == 1000 + 10 * 90);
}

TEST_CASE("SendStream takes the clock of the publisher for its timestamps") {
  SendStream stream(kVideo);
  stream.handleSent(1000, 1200, kStart);
  const ClockMapping clock{kStart - 1s, 70'000};
  CHECK(stream.makeReport(kStart + 1s, clock)->rtpTimestamp == 70'000 + 180'000);
}

TEST_CASE("SendStream numbers its RTX stream without gaps") {
  SendStream stream(kVideo);
  CHECK(stream.handleResent(100, kStart) == SequenceNumber(65535));
  CHECK(stream.handleResent(100, kStart) == SequenceNumber(0));
  CHECK(stream.takeRtxSequence() == SequenceNumber(1));
  CHECK(stream.statistics(kStart).packetsResent == 2);
  CHECK(stream.statistics(kStart).bitrate.bps() == 1600);
}

TEST_CASE("SendStream counts plain repetitions as packets of its own") {
  auto options = kVideo;
  options.rtxSsrc = std::nullopt;
  SendStream stream(options);
  stream.handleSent(1000, 100, kStart);
  stream.handleResent(100, kStart);
  CHECK(stream.makeReport(kStart, std::nullopt)->packetCount == 2);
}

TEST_CASE("SendStream measures the round trip by the viewer's report") {
  SendStream stream(kVideo);
  stream.handleSent(0, 100, kStart);
  CHECK_FALSE(stream.roundTripTime());

  stream.handleReportBlock(answerTo(*stream.makeReport(kStart, {}), 2s), kStart + 2s + 80ms);
  CHECK(std::abs(stream.roundTripTime()->count() - 80'000) < 50);

  stream.handleReportBlock(answerTo(*stream.makeReport(kStart, {}), 2s), kStart + 2s + 160ms);
  CHECK(std::abs(stream.roundTripTime()->count() - 90'000) < 50);
}

TEST_CASE("SendStream ignores round trips that cannot be") {
  SendStream stream(kVideo);
  stream.handleSent(0, 100, kStart);
  const auto report = *stream.makeReport(kStart, {});

  stream.handleReportBlock({}, kStart + 1s);
  stream.handleReportBlock(answerTo(report, 2s), kStart + 1s);
  stream.handleReportBlock(answerTo(report, 0s), kStart + SendStream::kMaxRoundTripTime + 1ms);
  CHECK_FALSE(stream.roundTripTime());

  stream.handleReportBlock(answerTo(report, 1s), kStart + 1s);
  CHECK(stream.roundTripTime()->count() == 0);
}

TEST_CASE("SendStream does not believe that a round trip takes no time") {
  SendStream stream(kVideo);
  stream.handleSent(0, 100, kStart);
  CHECK(stream.resendInterval() == SendStream::kDefaultRoundTripTime);

  const auto report = *stream.makeReport(kStart, {});
  stream.handleReportBlock(answerTo(report, 1s), kStart + 1s);
  CHECK(stream.roundTripTime()->count() == 0);
  CHECK(stream.resendInterval() == 20ms);

  for (int i = 0; i < 50; ++i) stream.handleReportBlock(answerTo(report, 1s), kStart + 1s + 300ms);
  CHECK(stream.resendInterval() > 250ms);
}

TEST_CASE("SendStream shows what its viewer reports") {
  SendStream stream(kVideo);
  rtcp::ReportBlock block;
  block.cumulativeLost = 7;
  block.fractionLost = 12;
  block.jitter = 900;
  stream.handleReportBlock(block, kStart);
  stream.handleNack();
  stream.handlePli();
  stream.handleFir();

  const auto statistics = stream.statistics(kStart);
  CHECK(statistics.packetsLost == 7);
  CHECK(statistics.fractionLost == 12);
  CHECK(statistics.jitter == 10ms);
  CHECK(statistics.nackCount + statistics.pliCount + statistics.firCount == 3);
}

// Audio and video of one publisher go through all that moves timestamps: random
// bases, delays, a late switch to another encoding. A viewer that maps both
// back by the sender reports finds what was captured together together.
TEST_CASE("SendStream lets a viewer play audio and video in sync") {
  streams::PublisherClock publisher;
  // What the publisher says: its clock, and what its three streams show at that time.
  const auto ntpAt = [](Duration since) {
    return NtpTime{(uint64_t{5000} << 32) +
                   static_cast<uint64_t>(static_cast<double>(since.count()) * 4294.967296)};
  };
  const auto audioAt = [](Duration since) { return 111'111 + streams::ticksIn(since, 48'000); };
  const auto lowAt = [](Duration since) {
    return 4'294'960'000u + streams::ticksIn(since, 90'000);
  };
  const auto highAt = [](Duration since) { return 77 + streams::ticksIn(since, 90'000); };
  const auto audioClock =
      publisher.handleSenderReport({ntpAt(100ms), audioAt(100ms)}, kStart + 160ms);
  publisher.handleSenderReport({ntpAt(130ms), lowAt(130ms)}, kStart + 150ms);
  const auto videoClock = publisher.handleSenderReport({ntpAt(3s), highAt(3s)}, kStart + 3100ms);

  streams::Rewriter audio({SequenceNumber(1), 5}, 48'000);
  streams::Rewriter video({SequenceNumber(1), 9'000'000}, 90'000);
  SendStream audioOut({.ssrc = Ssrc(1), .rtxSsrc = {}, .clockRate = 48'000});
  SendStream videoOut({.ssrc = Ssrc(2), .rtxSsrc = {}, .clockRate = 90'000});
  const Duration captured = 5s;  // the pair to be checked
  video.rewrite(1, 65'536, lowAt(4s), kStart + 4s + 31ms);
  const auto videoNumbers = *video.rewrite(2, 65'536, highAt(captured), kStart + 5s + 90ms);
  const auto audioNumbers = *audio.rewrite(3, 65'536, audioAt(captured), kStart + 5s + 12ms);
  audioOut.handleSent(audioNumbers.timestamp, 100, kStart + 5s + 12ms);
  videoOut.handleSent(videoNumbers.timestamp, 100, kStart + 5s + 90ms);

  const auto audioReport =
      *audioOut.makeReport(kStart + 6s, audioClock->shifted(audio.timestampOffset()));
  const auto videoReport =
      *videoOut.makeReport(kStart + 7s, videoClock->shifted(video.timestampOffset()));

  const auto playedAt = [](const rtcp::SenderReport& report, uint32_t timestamp, double clockRate) {
    return static_cast<double>(report.ntp.value) / 4294967296.0 +
           streams::ticksBetween(report.rtpTimestamp, timestamp) / clockRate;
  };
  const double difference = playedAt(audioReport, audioNumbers.timestamp, 48'000) -
                            playedAt(videoReport, videoNumbers.timestamp, 90'000);
  CHECK(std::abs(difference) < 0.0001);
}

TEST_CASE("SendStream counts frames by their timestamps") {
  SendStream stream(kVideo);
  stream.handleSent(1000, 1200, kStart);
  stream.handleSent(1000, 1200, kStart);
  stream.handleSent(4000, 1200, kStart + 33ms);
  stream.handleSent(1000, 1200, kStart + 34ms);  // late
  stream.handleSent(4000, 1200, kStart + 35ms);

  CHECK(stream.statistics(kStart + 35ms).frames == 2);
}

TEST_CASE("SendStream counts headers of packets and repairs") {
  SendStream stream(kVideo);
  stream.handleSent(1000, 1200, kStart);
  stream.handleHeader(20);
  stream.handleResent(1200, kStart);
  stream.handleHeader(24);

  CHECK(stream.statistics(kStart).headerBytes == 44);
  CHECK(stream.statistics(kStart).bytesResent == 1200);
}

TEST_CASE("SendStream adds its round trips up") {
  SendStream stream(kVideo);
  stream.handleSent(1000, 1200, kStart);
  const auto report = stream.makeReport(kStart, std::nullopt);
  REQUIRE(report.has_value());

  stream.handleReportBlock(answerTo(*report, 0ms), kStart + 100ms);
  stream.handleReportBlock(answerTo(*report, 0ms), kStart + 200ms);

  const auto statistics = stream.statistics(kStart + 200ms);
  CHECK(statistics.roundTripTimeMeasurements == 2);
  CHECK(std::abs((statistics.totalRoundTripTime - 300ms).count()) < 100);
  REQUIRE(statistics.lastRoundTripTime.has_value());
  CHECK(std::abs((*statistics.lastRoundTripTime - 200ms).count()) < 100);
  CHECK(statistics.reportedAt == kStart + 200ms);
}

TEST_CASE("SendStream counts on from what its SSRC has sent before") {
  SendStream first(kVideo);
  first.handleSent(1000, 1200, kStart);
  SendStream::Options options = kVideo;
  options.before = first.statistics(kStart);
  SendStream second(options);

  CHECK_FALSE(second.makeReport(kStart, std::nullopt));
  second.handleSent(4000, 300, kStart + 33ms);

  CHECK(second.makeReport(kStart + 33ms, std::nullopt)->packetCount == 2);
  CHECK(second.statistics(kStart + 33ms).bytes == 1500);
}

}  // namespace
