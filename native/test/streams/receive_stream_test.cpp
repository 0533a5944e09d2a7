// One incoming SSRC.
#include "streams/receive_stream.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/random.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::kMaxDropout;
using streams::kMaxMisorder;
using streams::NackList;
using streams::ReceiveStream;

namespace {

constexpr Time kStart(1'700'000'000s);
constexpr ReceiveStream::Options kVideo{
    .ssrc = Ssrc(11), .rtxSsrc = Ssrc(12), .clockRate = 90'000, .nack = true};

struct Fixture {
  ReceiveStream stream{kVideo};

  ReceiveStream::Arrival receive(int64_t sequence, Time now = kStart, bool recovered = false) {
    return stream.handlePacket(SequenceNumber(static_cast<uint16_t>(sequence)), 0, 1000, now,
                               recovered);
  }
  bool isNew(int64_t sequence, Time now = kStart, bool recovered = false) {
    return receive(sequence, now, recovered).isNew;
  }
  std::vector<int> nacks(Time now) {
    std::vector<int> result;
    for (const SequenceNumber number : stream.takeDueNacks(now)) result.push_back(number.value());
    return result;
  }
};

TEST_CASE("ReceiveStream numbers packets on one line across wraps") {
  Fixture fixture;
  const int64_t first = fixture.receive(65534).extendedSequence;
  CHECK(fixture.receive(65535).extendedSequence == first + 1);
  CHECK(fixture.receive(1).extendedSequence == first + 3);
  CHECK(fixture.receive(0).extendedSequence == first + 2);
  CHECK(fixture.receive(65530).extendedSequence == first - 4);
}

TEST_CASE("ReceiveStream refuses what it had already") {
  Fixture fixture;
  CHECK(fixture.isNew(10));
  CHECK(fixture.isNew(12));
  CHECK_FALSE(fixture.isNew(12));
  CHECK_FALSE(fixture.isNew(10));
  CHECK(fixture.isNew(11));
  CHECK_FALSE(fixture.isNew(11));
  CHECK(fixture.receive(11).extendedSequence == fixture.receive(12).extendedSequence - 1);
  CHECK(fixture.stream.statistics(kStart).packetsDiscarded == 5);
}

TEST_CASE("ReceiveStream accepts late packets within its window only") {
  Fixture fixture;
  fixture.isNew(2000);
  CHECK(fixture.isNew(2001 - kMaxMisorder));
  CHECK_FALSE(fixture.isNew(2000 - kMaxMisorder));
}

TEST_CASE("ReceiveStream takes a jump below the limit for loss") {
  Fixture fixture;
  const int64_t first = fixture.receive(0).extendedSequence;
  const auto arrival = fixture.receive(kMaxDropout - 1);
  CHECK(arrival.isNew);
  CHECK(arrival.extendedSequence == first + kMaxDropout - 1);
  CHECK(fixture.stream.statistics(kStart).packetsLost == kMaxDropout - 2);
}

TEST_CASE("ReceiveStream follows a wild jump with its second packet") {
  for (const int64_t jump :
       {int64_t{kMaxDropout}, int64_t{30'000}, int64_t{-1100}, int64_t{-9000}}) {
    CAPTURE(jump);
    Fixture fixture;
    const int64_t before = fixture.receive(20'000).extendedSequence;

    CHECK_FALSE(fixture.isNew(20'000 + jump));
    const auto arrival = fixture.receive(20'001 + jump);

    CHECK(arrival.isNew);
    CHECK(arrival.extendedSequence >= before + kMaxDropout);
    CHECK(static_cast<uint16_t>(arrival.extendedSequence) == static_cast<uint16_t>(20'001 + jump));
    CHECK(fixture.isNew(20'002 + jump));
    CHECK_FALSE(fixture.isNew(20'001 + jump));
  }
}

TEST_CASE("ReceiveStream asks for a key frame after a wild jump, and for its first packet") {
  Fixture fixture;
  fixture.receive(0);
  fixture.receive(10'000);
  CHECK_FALSE(fixture.stream.takeKeyFrameNeed());
  fixture.receive(10'001);

  CHECK(fixture.stream.takeKeyFrameNeed());
  CHECK_FALSE(fixture.stream.takeKeyFrameNeed());
  CHECK(fixture.nacks(kStart + NackList::kReorderDelay) == std::vector<int>{10'000});
  CHECK(fixture.isNew(10'000, kStart + 50ms));
}

TEST_CASE("ReceiveStream does not follow single stray packets") {
  Fixture fixture;
  fixture.receive(0);
  CHECK_FALSE(fixture.isNew(10'000));
  CHECK(fixture.isNew(1));
  CHECK_FALSE(fixture.isNew(10'001));
  CHECK_FALSE(fixture.isNew(20'000));
  CHECK_FALSE(fixture.isNew(30'000));
  CHECK(fixture.isNew(2));
}

TEST_CASE("ReceiveStream does not count the step of a jump as loss") {
  Fixture fixture;
  fixture.receive(0);
  fixture.receive(10'000);
  fixture.receive(10'001);
  CHECK(fixture.stream.statistics(kStart).packetsLost == 1);
}

TEST_CASE("ReceiveStream lets no retransmission move its window") {
  Fixture fixture;
  fixture.receive(0);
  CHECK_FALSE(fixture.isNew(10'000, kStart, true));
  CHECK_FALSE(fixture.isNew(10'001, kStart, true));
  CHECK(fixture.isNew(1));
}

TEST_CASE("ReceiveStream takes a step back for a restart after a long silence, not before") {
  const Time silent = kStart + ReceiveStream::kLongSilence;
  Fixture fixture;
  fixture.receive(500);
  fixture.receive(400);
  CHECK_FALSE(fixture.isNew(400, silent - 1us));
  CHECK(fixture.isNew(401, silent - 1us));

  Fixture other;
  const int64_t before = other.receive(500).extendedSequence;
  CHECK_FALSE(other.isNew(400, silent));
  const auto arrival = other.receive(401, silent);
  CHECK(arrival.isNew);
  CHECK(arrival.extendedSequence > before);
}

TEST_CASE("ReceiveStream asks for gaps, if the codec has NACK") {
  for (const bool nack : {true, false}) {
    auto options = kVideo;
    options.nack = nack;
    Fixture fixture{ReceiveStream(options)};
    fixture.receive(0xfffe);
    fixture.receive(1);
    const auto expected = nack ? std::vector<int>{0xffff, 0} : std::vector<int>{};
    CHECK(fixture.nacks(kStart + 1s) == expected);
    CHECK(fixture.stream.statistics(kStart).packetsNacked == expected.size());
    CHECK(fixture.stream.statistics(kStart).nackCount == (nack ? 1 : 0));
  }
}

TEST_CASE("ReceiveStream asks for a key frame instead of a thousand packets") {
  Fixture fixture;
  fixture.receive(1);
  fixture.receive(1003);
  CHECK(fixture.nacks(kStart + 1s).empty());
  CHECK(fixture.stream.takeKeyFrameNeed());
}

TEST_CASE("ReceiveStream takes several packets of one key frame for one") {
  Fixture fixture;
  fixture.receive(1);
  fixture.receive(5);
  const int64_t at = fixture.receive(6).extendedSequence;
  fixture.stream.handleKeyFrame(at, 900);
  fixture.stream.handleKeyFrame(at + 1, 900);
  CHECK(fixture.nacks(kStart).size() == 3);

  fixture.receive(7);
  fixture.stream.handleKeyFrame(at + 1, 4500);
  CHECK(fixture.nacks(kStart + 1s).empty());
}

TEST_CASE("ReceiveStream counts repairs, by RTX or plain") {
  Fixture fixture;
  fixture.receive(1);
  fixture.receive(4);
  fixture.receive(5);
  fixture.nacks(kStart);
  fixture.receive(2, kStart, true);
  fixture.receive(3);

  const auto statistics = fixture.stream.statistics(kStart);
  CHECK(statistics.packetsRepaired == 2);
  CHECK(statistics.packets == 5);
  CHECK(statistics.bytes == 5000);
  CHECK(statistics.bitrate.bps() == 40'000);
  CHECK(statistics.packetsLost == 1);
}

TEST_CASE("ReceiveStream reports on the last sender report") {
  Fixture fixture;
  fixture.receive(0);
  CHECK(fixture.stream.takeReportBlock(kStart).lastSenderReport == 0);

  fixture.stream.handleSenderReport(NtpTime{0x1111'2222'3333'4444}, std::nullopt, kStart);
  const auto block = fixture.stream.takeReportBlock(kStart + 1500ms);

  CHECK(block.ssrc == Ssrc(11));
  CHECK(block.lastSenderReport == 0x2222'3333);
  CHECK(block.delaySinceLastSenderReport == 0x1'8000);
}

TEST_CASE("ReceiveStream reports none where a sender report had no clock") {
  Fixture fixture;
  fixture.receive(0);
  fixture.stream.handleSenderReport(NtpTime{0}, std::nullopt, kStart);
  const auto block = fixture.stream.takeReportBlock(kStart + 1500ms);
  CHECK(block.lastSenderReport == 0);
  CHECK(block.delaySinceLastSenderReport == 0);
}

TEST_CASE("ReceiveStream keeps the clock that it knows when a report tells none") {
  Fixture fixture;
  CHECK_FALSE(fixture.stream.clock());
  fixture.stream.handleSenderReport(NtpTime{1}, streams::ClockMapping{kStart, 0}, kStart);
  CHECK(fixture.stream.clock());
  fixture.stream.handleSenderReport(NtpTime{0}, std::nullopt, kStart + 1s);
  REQUIRE(fixture.stream.clock());
  CHECK(fixture.stream.clock()->timestamp == 0);
}

TEST_CASE("ReceiveStream does not take a clock that is far from its media") {
  Fixture fixture;
  const auto media = [&](uint16_t sequence, uint32_t timestamp, Time now) {
    fixture.stream.handlePacket(SequenceNumber(sequence), timestamp, 100, now, false);
  };
  media(1, 0, kStart);  // zero is a timestamp like any other
  for (const uint32_t near : {0u, 9u * 90'000, 0u - 9 * 90'000}) {
    fixture.stream.handleSenderReport(NtpTime{1}, streams::ClockMapping{kStart, near}, kStart);
    CHECK(fixture.stream.clock());
  }
  for (const uint32_t far : {11u * 90'000, 0u - 11 * 90'000, 1u << 31}) {
    fixture.stream.handleSenderReport(NtpTime{1}, streams::ClockMapping{kStart, far}, kStart);
    CHECK_FALSE(fixture.stream.clock());
  }
  // The publisher begins anew where its report said it would be.
  media(2, (1u << 31) + 90'000, kStart + 1s);
  CHECK(fixture.stream.clock());
}

TEST_CASE("ReceiveStream tells when it begins to flow, and when it ceased") {
  Fixture fixture;
  CHECK_FALSE(fixture.stream.takeActivityChange(kStart));
  fixture.receive(0);
  CHECK(fixture.stream.takeActivityChange(kStart) == true);
  CHECK_FALSE(fixture.stream.takeActivityChange(kStart));

  const Time end = kStart + kVideo.inactiveAfter;
  CHECK(fixture.stream.nextTimeout() == end);
  CHECK_FALSE(fixture.stream.takeActivityChange(end - 1us));
  CHECK(fixture.stream.takeActivityChange(end) == false);
  CHECK(fixture.stream.nextTimeout() == kNever);

  fixture.receive(1, end + 1h);
  CHECK(fixture.stream.takeActivityChange(end + 1h) == true);
}

// A lossy, reordering, duplicating path whose other end answers NACKs, mostly.
TEST_CASE("ReceiveStream gets everything once over a bad path") {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    Fixture fixture;
    struct OnTheWay {
      int64_t number;
      bool recovered;
    };
    std::multimap<Time, OnTheWay> path;
    const auto send = [&](int64_t number, Time at, bool recovered) {
      if (number != 0xfe00 && random.below(10) == 0) return;
      path.emplace(at + Duration(random.below(15'000)), OnTheWay{number, recovered});
      if (random.below(20) == 0) path.emplace(at + 30ms, OnTheWay{number, recovered});
    };
    constexpr int64_t kFirst = 0xfe00;
    constexpr int64_t kEnd = kFirst + 3000;
    for (int64_t number = kFirst; number < kEnd; ++number) {
      send(number, kStart + (number - kFirst) * 1500us + (number > kFirst ? 20ms : 0ms), false);
    }

    std::set<int64_t> got;
    while (!path.empty() || fixture.stream.nextTimeout() != kNever) {
      const Time arrivesAt = path.empty() ? kNever : path.begin()->first;
      const Time wakesAt = fixture.stream.nextTimeout();
      const Time now = std::min(arrivesAt, wakesAt);
      if (arrivesAt <= wakesAt) {
        const OnTheWay packet = path.begin()->second;
        path.erase(path.begin());
        const auto arrival = fixture.receive(packet.number, now, packet.recovered);
        REQUIRE(arrival.isNew == got.insert(packet.number).second);
        if (arrival.isNew) REQUIRE(arrival.extendedSequence == 0x10000 + packet.number);
      }
      for (const SequenceNumber number : fixture.stream.takeDueNacks(now)) {
        const int64_t asked = number.value() >= kFirst ? number.value() : 0x10000 + number.value();
        REQUIRE_FALSE(got.contains(asked));
        send(asked, now + 40ms, true);
      }
      fixture.stream.takeActivityChange(now);
    }
    const int64_t highest = *got.rbegin();
    CHECK(highest > kEnd - 20);
    CHECK(static_cast<int64_t>(got.size()) == highest - kFirst + 1);
    CHECK_FALSE(fixture.stream.takeKeyFrameNeed());
  }
}

}  // namespace
