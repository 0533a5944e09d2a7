// Loss and jitter as RFC 3550 counts them.
#include "streams/reception_stats.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::ReceptionStats;

namespace {

constexpr Time kStart(1'700'000'000s);
constexpr int64_t kTurn = 0x10000;

rtcp::ReportBlock take(ReceptionStats& stats) {
  rtcp::ReportBlock block;
  stats.takeInto(block);
  return block;
}

TEST_CASE("ReceptionStats reports nothing before the first packet") {
  ReceptionStats stats(90'000);
  const auto block = take(stats);
  CHECK(block.fractionLost == 0);
  CHECK(block.cumulativeLost == 0);
  CHECK(block.extendedHighestSequence == 0);
  CHECK(block.jitter == 0);
}

TEST_CASE("ReceptionStats counts the turns of the highest number") {
  ReceptionStats stats(90'000);
  stats.handlePacket(kTurn + 65535, 0, kStart);
  CHECK(take(stats).extendedHighestSequence == 65535);
  stats.handlePacket(2 * kTurn + 2, 0, kStart);
  CHECK(take(stats).extendedHighestSequence == kTurn + 2);
}

TEST_CASE("ReceptionStats reports the loss of each interval as a fraction of 256") {
  ReceptionStats stats(90'000);
  for (int64_t i = 0; i < 100; ++i) {
    if (i % 4 != 1) stats.handlePacket(kTurn + i, 0, kStart);
  }
  const auto first = take(stats);
  CHECK(first.fractionLost == 64);
  CHECK(first.cumulativeLost == 25);
  CHECK(stats.fractionLost() == 64);

  for (int64_t i = 100; i < 200; ++i) stats.handlePacket(kTurn + i, 0, kStart);
  const auto second = take(stats);
  CHECK(second.fractionLost == 0);
  CHECK(second.cumulativeLost == 25);
}

TEST_CASE("ReceptionStats takes late packets back from the losses") {
  ReceptionStats stats(90'000);
  stats.handlePacket(kTurn + 10, 0, kStart);
  stats.handlePacket(kTurn + 13, 0, kStart);
  CHECK(take(stats).cumulativeLost == 2);

  stats.handlePacket(kTurn + 11, 0, kStart);
  stats.handlePacket(kTurn + 12, 0, kStart);
  const auto block = take(stats);
  CHECK(block.cumulativeLost == 0);
  CHECK(block.fractionLost == 0);
}

TEST_CASE("ReceptionStats counts packets from before the first as expected") {
  ReceptionStats stats(90'000);
  stats.handlePacket(kTurn + 10, 0, kStart);
  stats.handlePacket(kTurn + 8, 0, kStart);
  CHECK(take(stats).cumulativeLost == 1);
}

TEST_CASE("ReceptionStats leaves what was repaired among the lost") {
  ReceptionStats stats(90'000);
  stats.handlePacket(kTurn + 10, 0, kStart);
  stats.handlePacket(kTurn + 12, 0, kStart);
  stats.handleRecovered(kTurn + 11);
  CHECK(stats.packetsLost() == 1);

  stats.handleRecovered(kTurn + 13);
  CHECK(stats.packetsLost() == 2);
  CHECK(take(stats).extendedHighestSequence == 13);
}

TEST_CASE("ReceptionStats reports total loss as 255, not as a wrapped zero") {
  ReceptionStats stats(90'000);
  stats.handlePacket(kTurn, 0, kStart);
  take(stats);
  stats.handleRecovered(kTurn + 50);
  CHECK(take(stats).fractionLost == 255);
}

TEST_CASE("ReceptionStats does not count the step of a restart as loss") {
  ReceptionStats stats(90'000);
  stats.handlePacket(kTurn, 0, kStart);
  stats.handlePacket(kTurn + 2, 0, kStart);
  stats.restart(kTurn + 40'000);
  stats.handlePacket(kTurn + 40'001, 0, kStart);
  CHECK(take(stats).cumulativeLost == 2);
}

TEST_CASE("ReceptionStats sees no jitter in a steady stream") {
  ReceptionStats stats(48'000);
  for (int i = 0; i < 100; ++i) {
    stats.handlePacket(kTurn + i, 0xffff'f000 + 960u * static_cast<uint32_t>(i), kStart + i * 20ms);
  }
  CHECK(take(stats).jitter == 0);
}

TEST_CASE("ReceptionStats approaches the mean difference of transit times") {
  ReceptionStats stats(48'000);
  for (int i = 0; i < 400; ++i) {
    const Duration delay = i % 2 == 0 ? 0ms : 5ms;
    stats.handlePacket(kTurn + i, 960u * static_cast<uint32_t>(i), kStart + i * 20ms + delay);
  }
  CHECK(take(stats).jitter == doctest::Approx(240).epsilon(0.02));
  CHECK(stats.jitter().count() == doctest::Approx(5000).epsilon(0.02));
}

TEST_CASE("ReceptionStats takes a leap of timestamps for no jitter") {
  ReceptionStats stats(48'000);
  stats.handlePacket(kTurn, 0, kStart);
  stats.handlePacket(kTurn + 1, 3'000'000'000, kStart + 20ms);
  stats.handlePacket(kTurn + 2, 3'000'000'960, kStart + 40ms);
  CHECK(take(stats).jitter == 0);
}

TEST_CASE("ReceptionStats survives a clock rate of zero") {
  ReceptionStats stats(0);
  stats.handlePacket(kTurn, 0, kStart);
  stats.handlePacket(kTurn + 1, 1, kStart + 20ms);
  CHECK(stats.jitter() == 0us);
}

}  // namespace
