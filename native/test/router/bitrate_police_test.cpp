#include "router/bitrate_police.h"

#include "test/kit/check.h"

using namespace sfu;
using namespace std::chrono_literals;
using router::BitratePolice;

namespace {

constexpr Time kStart{1000s};

/// How many of so many bits per second pass, in percent, after the first ten seconds.
int64_t passing(BitratePolice& police, int64_t bps) {
  constexpr size_t kSize = 1000;
  const Duration interval(static_cast<int64_t>(kSize) * 8 * 1'000'000 / bps);
  int64_t sent = 0;
  int64_t passed = 0;
  for (Time now = kStart; now < kStart + 30s; now += interval) {
    const bool isPassed = police.accept(kSize, now);
    if (now < kStart + 10s) continue;
    ++sent;
    if (isPassed) ++passed;
  }
  return 100 * passed / sent;
}

TEST_CASE("BitratePolice lets all pass without a limit") {
  BitratePolice police;

  CHECK(passing(police, 50'000'000) == 100);
}

TEST_CASE("BitratePolice refuses what is above one and a half times the limit") {
  struct Row {
    int64_t bps;
    int64_t percent;
  };
  constexpr Row kRows[] = {
      {500'000, 100}, {1'000'000, 100}, {1'500'000, 100}, {3'000'000, 50}, {16'000'000, 9}};
  for (const Row& row : kRows) {
    BitratePolice police;
    police.setLimit(Bitrate::bps(1'000'000), kStart);
    CAPTURE(row.bps);
    CHECK(passing(police, row.bps) == doctest::Approx(row.percent).epsilon(0.02));
  }
}

TEST_CASE("BitratePolice lets a burst of one second pass") {
  BitratePolice police;
  police.setLimit(Bitrate::bps(800'000), kStart);

  for (int i = 0; i < 150; ++i) CHECK(police.accept(1000, kStart));
  CHECK_FALSE(police.accept(1000, kStart));
}

TEST_CASE("BitratePolice warns once a minute") {
  BitratePolice police;

  CHECK(police.takeWarning(kStart));
  CHECK_FALSE(police.takeWarning(kStart + 60s - 1us));
  CHECK(police.takeWarning(kStart + 60s));
}

}  // namespace
