// Arrival times, as transport-wide feedback tells them.
#include "bwe/feedback_recorder.h"

#include <array>
#include <cstdlib>
#include <map>

#include "base/random.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using bwe::FeedbackRecorder;

namespace {

// A multiple of 64 ms, so that reference times are easy to tell.
constexpr Time kStart(1'700'000'000s);
constexpr Duration kReferenceUnit = 64ms;

// What a publisher learns from a feedback: sequence number → arrival.
std::map<uint16_t, std::optional<Duration>> read(const rtcp::TransportFeedback& feedback) {
  std::map<uint16_t, std::optional<Duration>> result;
  Duration at = feedback.referenceTime * kReferenceUnit;
  uint16_t sequence = feedback.baseSequence;
  for (const auto& delta : feedback.deltas) {
    if (delta) at += *delta * 250us;
    result[sequence++] = delta ? std::optional(at) : std::nullopt;
  }
  return result;
}

// The same time as the 24 bits of the reference time show it.
Duration onCircle(Time time) {
  const int64_t units = time.time_since_epoch() / kReferenceUnit;
  const auto wrapped = static_cast<int32_t>(static_cast<uint32_t>(units) << 8) >> 8;
  return wrapped * kReferenceUnit + time.time_since_epoch() % kReferenceUnit;
}

std::string shape(const rtcp::TransportFeedback& feedback) {
  std::string result;
  for (const auto& delta : feedback.deltas) result += delta ? '+' : '-';
  return result;
}

TEST_CASE("FeedbackRecorder has nothing to say before a packet") {
  FeedbackRecorder recorder;
  CHECK(recorder.nextTimeout() == kNever);
  CHECK_FALSE(recorder.takeFeedback(kStart));
}

TEST_CASE("FeedbackRecorder tells when packets arrived, and which did not") {
  FeedbackRecorder recorder;
  recorder.handlePacket(65534, kStart + 1ms);
  recorder.handlePacket(65535, kStart + 1ms + 100us);
  recorder.handlePacket(2, kStart + 3ms);

  const auto feedback = *recorder.takeFeedback(recorder.nextTimeout());

  CHECK(feedback.baseSequence == 65534);
  CHECK(shape(feedback) == "++--+");
  CHECK(feedback.deltas[0] == 4);
  CHECK(feedback.deltas[1] == 0);
  CHECK(feedback.deltas[4] == 8);
  CHECK(read(feedback).at(2) == onCircle(kStart + 3ms));
}

TEST_CASE("FeedbackRecorder goes on where the last feedback ended") {
  FeedbackRecorder recorder;
  recorder.handlePacket(10, kStart);
  const auto first = *recorder.takeFeedback(recorder.nextTimeout());
  recorder.handlePacket(13, kStart + 200ms);
  const auto second = *recorder.takeFeedback(recorder.nextTimeout());

  CHECK(second.baseSequence == 11);
  CHECK(shape(second) == "--+");
  CHECK(second.feedbackCount == first.feedbackCount + 1);
  CHECK_FALSE(recorder.takeFeedback(kStart + 1h));
}

TEST_CASE("FeedbackRecorder speaks when its interval is over, not before") {
  FeedbackRecorder recorder;
  recorder.handlePacket(1, kStart);
  const Time first = kStart + FeedbackRecorder::kMinInterval;
  CHECK(recorder.nextTimeout() == first);
  CHECK_FALSE(recorder.takeFeedback(first - 1us));
  CHECK(recorder.takeFeedback(first));
  CHECK(recorder.nextTimeout() == kNever);

  recorder.handlePacket(2, first + 1ms);
  const Time second = first + FeedbackRecorder::kDefaultInterval;
  CHECK(recorder.nextTimeout() == second);
  CHECK_FALSE(recorder.takeFeedback(second - 1us));
  CHECK(recorder.takeFeedback(second));
}

TEST_CASE("FeedbackRecorder speaks more often the more there is to say") {
  const std::pair<int64_t, Duration> rows[] = {
      {30'000, FeedbackRecorder::kMaxInterval},
      {80'000, 136ms},
      {136'000, 80ms},
      {5'000'000, FeedbackRecorder::kMinInterval},
      {0, FeedbackRecorder::kDefaultInterval},
  };
  for (const auto& [bitrate, interval] : rows) {
    FeedbackRecorder recorder;
    recorder.setReceivedBitrate(Bitrate::bps(bitrate));
    recorder.handlePacket(1, kStart);
    recorder.takeFeedback(kStart + 50ms);
    recorder.handlePacket(2, kStart + 50ms);
    CHECK(recorder.nextTimeout() == kStart + 50ms + interval);
  }
}

TEST_CASE("FeedbackRecorder tells of reordering with negative deltas") {
  FeedbackRecorder recorder;
  recorder.handlePacket(1, kStart);
  recorder.handlePacket(3, kStart + 10ms);
  recorder.handlePacket(2, kStart + 20ms);

  const auto feedback = *recorder.takeFeedback(kStart + 1s);
  CHECK(shape(feedback) == "+++");
  CHECK(feedback.deltas[1] == 80);
  CHECK(feedback.deltas[2] == -40);
}

TEST_CASE("FeedbackRecorder goes back for a packet that comes late") {
  FeedbackRecorder recorder;
  recorder.handlePacket(1, kStart);
  recorder.handlePacket(4, kStart + 1ms);
  CHECK(shape(*recorder.takeFeedback(kStart + 100ms)) == "+--+");
  recorder.handlePacket(3, kStart + 110ms);

  const auto feedback = *recorder.takeFeedback(kStart + 200ms);
  CHECK(feedback.baseSequence == 3);
  CHECK(shape(feedback) == "++");
  CHECK(read(feedback).at(4) == onCircle(kStart + 1ms));
}

TEST_CASE("FeedbackRecorder ignores a packet that comes later than it remembers") {
  FeedbackRecorder recorder;
  recorder.handlePacket(1, kStart);
  recorder.handlePacket(3, kStart);
  recorder.takeFeedback(kStart + 100ms);
  recorder.handlePacket(4, kStart + 550ms);
  recorder.takeFeedback(kStart + 600ms);
  CHECK(recorder.size() == 1);

  recorder.handlePacket(2, kStart + 600ms);
  CHECK(recorder.nextTimeout() == kNever);
}

TEST_CASE("FeedbackRecorder counts a duplicate once, as it came first") {
  FeedbackRecorder recorder;
  recorder.handlePacket(1, kStart);
  recorder.handlePacket(2, kStart);
  recorder.takeFeedback(kStart + 100ms);
  recorder.handlePacket(1, kStart + 150ms);
  recorder.handlePacket(2, kStart + 150ms);
  CHECK(recorder.nextTimeout() == kNever);
}

TEST_CASE("FeedbackRecorder does not report what was jumped over") {
  FeedbackRecorder recorder;
  recorder.handlePacket(0, kStart);
  recorder.handlePacket(1001, kStart);
  recorder.handlePacket(2003, kStart);

  const auto first = *recorder.takeFeedback(kStart + 100ms);
  CHECK(first.deltas.size() == 1002);
  const auto second = *recorder.takeFeedback(kStart + 100ms);
  CHECK(second.baseSequence == 2003);
  CHECK(shape(second) == "+");
  CHECK_FALSE(recorder.takeFeedback(kStart + 100ms));

  recorder.handlePacket(30'000, kStart + 200ms);
  CHECK(recorder.takeFeedback(kStart + 300ms)->baseSequence == 30'000);
}

TEST_CASE("FeedbackRecorder begins a new feedback where a delta does not fit") {
  FeedbackRecorder recorder;
  recorder.handlePacket(1, kStart);
  recorder.handlePacket(2, kStart + 8191ms);
  recorder.handlePacket(3, kStart + 8191ms + 8192ms);

  CHECK(shape(*recorder.takeFeedback(kStart + 20s)) == "++");
  const auto second = *recorder.takeFeedback(kStart + 20s);
  CHECK(shape(second) == "+");
  CHECK(read(second).at(3) == onCircle(kStart + 8191ms + 8192ms));
}

TEST_CASE("FeedbackRecorder wraps the reference time at 24 bits") {
  for (const int64_t units : {(1 << 23) - 1, 1 << 23, (1 << 24) - 1, 1 << 24}) {
    FeedbackRecorder recorder;
    const Time now = Time(units * kReferenceUnit);
    recorder.handlePacket(1, now);
    const auto feedback = *recorder.takeFeedback(now + 1s);
    CHECK(feedback.referenceTime == (units < 1 << 23 ? units : units - (1 << 24)));
  }
}

TEST_CASE("FeedbackRecorder keeps bounded memory when nobody takes its feedback") {
  FeedbackRecorder recorder;
  for (int i = 0; i < 100'000; ++i) {
    recorder.handlePacket(static_cast<uint16_t>(i), kStart + i * 1ms);
    REQUIRE(recorder.size() <= FeedbackRecorder::kMaxArrivals);
  }
  CHECK(recorder.takeFeedback(kStart + 200s));
}

// Thousands of packets a second over a lossy, reordering path: every feedback
// fits a datagram, survives the wire, and the publisher learns every arrival.
TEST_CASE("FeedbackRecorder reports every arrival in feedback of bounded size") {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    FeedbackRecorder recorder;
    recorder.setReceivedBitrate(Bitrate::bps(30'000));
    std::multimap<Time, uint16_t> path;
    for (int i = 0; i < 20'000; ++i) {
      if (random.below(8) == 0) continue;
      path.emplace(kStart + i * 100us + Duration(random.below(30'000)),
                   static_cast<uint16_t>(60'000 + i));
    }

    std::map<uint16_t, Duration> learnt;
    size_t feedbacks = 0;
    const auto take = [&](Time now) {
      while (const auto feedback = recorder.takeFeedback(now)) {
        ++feedbacks;
        std::array<uint8_t, FeedbackRecorder::kMaxFeedbackSize> buffer{};
        ByteWriter writer(buffer);
        feedback->write(writer);
        REQUIRE(writer.ok());
        for (const auto& [sequence, at] : read(*feedback)) {
          if (at) learnt[sequence] = *at;
        }
      }
    };
    for (const auto& [at, sequence] : path) {
      if (recorder.nextTimeout() <= at) take(recorder.nextTimeout());
      recorder.handlePacket(sequence, at);
    }
    take(recorder.nextTimeout());

    REQUIRE(learnt.size() == path.size());
    for (const auto& [at, sequence] : path) {
      const Duration error = onCircle(at) - learnt[sequence];
      REQUIRE(error >= 0us);
      REQUIRE(error < 250us);
    }
    CHECK(feedbacks > 8);
    CHECK(feedbacks < 40);
  }
}

}  // namespace
