// The sliding second of a stream's bitrate.
#include "streams/rate_counter.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::RateCounter;

namespace {

// The real time line counts from 1970: far from zero.
constexpr Time kStart(1'700'000'000s);

TEST_CASE("RateCounter adds up what passed within a second") {
  RateCounter counter;
  counter.add(5, kStart);
  CHECK(counter.bitrate(kStart).bps() == 40);
  counter.add(2, kStart + 100ms);
  CHECK(counter.bitrate(kStart + 100ms).bps() == 56);
  counter.add(2, kStart + 300ms);
  CHECK(counter.bitrate(kStart + 300ms).bps() == 72);
  counter.add(4, kStart + 999ms);
  CHECK(counter.bitrate(kStart + 999ms).bps() == 104);
}

TEST_CASE("RateCounter forgets what is older than a second") {
  RateCounter counter;
  counter.add(500, kStart);
  counter.add(200, kStart + 500ms);

  CHECK(counter.bitrate(kStart + 999ms).bps() == 5600);
  CHECK(counter.bitrate(kStart + 1025ms).bps() == 1600);
  CHECK(counter.bitrate(kStart + 1525ms).bps() == 0);
  CHECK(counter.bitrate(kStart + 100s).bps() == 0);
}

TEST_CASE("RateCounter reads a steady stream as steady") {
  RateCounter counter;
  for (Duration at = 0ms; at < 5s; at += 1ms) {
    counter.add(125, kStart + at);
    if (at < 1100ms) continue;
    CHECK(counter.bitrate(kStart + at).bps() == doctest::Approx(1'000'000).epsilon(0.002));
  }
}

TEST_CASE("RateCounter starts anew after a long silence") {
  RateCounter counter;
  for (int i = 0; i < 100; ++i) counter.add(1000, kStart + i * 10ms);
  counter.add(10, kStart + 1h);
  CHECK(counter.bitrate(kStart + 1h).bps() == 80);
}

TEST_CASE("RateCounter works at the very start of the time line") {
  RateCounter counter;
  counter.add(10, Time());
  CHECK(counter.bitrate(Time()).bps() == 80);
  CHECK(counter.bitrate(Time(1026ms)).bps() == 0);
}

}  // namespace
