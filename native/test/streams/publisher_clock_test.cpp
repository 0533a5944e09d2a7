// The clocks of a publisher on our time line.
#include "streams/publisher_clock.h"

#include <optional>

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::ClockMapping;
using streams::PublisherClock;

namespace {

constexpr Time kStart(1'700'000'000s);

// A publisher whose clock shows `seconds`, in 32.32 fixed point.
NtpTime ntp(double seconds) {
  return {static_cast<uint64_t>(seconds * 4294967296.0)};
}

/// Where a report lies that says `seconds` and comes at `now`.
std::optional<Time> placeOf(PublisherClock& clock, NtpTime time, Time now) {
  const auto mapping = clock.handleSenderReport({time, 7}, now);
  if (mapping) CHECK(mapping->timestamp == 7);
  return mapping ? std::optional(mapping->at) : std::nullopt;
}

TEST_CASE("PublisherClock moves all streams by the same distance") {
  PublisherClock clock;
  CHECK(placeOf(clock, ntp(1000), kStart) == kStart);
  // Delayed on its way, and one that was overtaken.
  CHECK(placeOf(clock, ntp(1002), kStart + 2s + 80ms) == kStart + 2s);
  CHECK(placeOf(clock, ntp(1001.5), kStart + 2s + 90ms) == kStart + 1500ms);
}

TEST_CASE("PublisherClock follows a clock across the end of its era") {
  PublisherClock clock;
  placeOf(clock, NtpTime{0xffff'ffff'0000'0000}, kStart);
  CHECK(placeOf(clock, NtpTime{0x1'8000'0000}, kStart + 2500ms) == kStart + 2500ms);
}

TEST_CASE("PublisherClock takes zero for no clock, and not for a time") {
  PublisherClock clock;
  for (int i = 0; i < 10; ++i) CHECK_FALSE(placeOf(clock, NtpTime{0}, kStart + i * 1s));
  CHECK(placeOf(clock, ntp(1000), kStart + 10s) == kStart + 10s);
  for (int i = 0; i < 10; ++i) CHECK_FALSE(placeOf(clock, NtpTime{0}, kStart + 11s));
  CHECK(placeOf(clock, ntp(1002), kStart + 12s) == kStart + 12s);
}

TEST_CASE("PublisherClock believes a new clock only when reports insist") {
  for (const double jump : {4000.0, -400.0, -999.0}) {
    CAPTURE(jump);
    PublisherClock clock;
    placeOf(clock, ntp(1000), kStart);
    CHECK_FALSE(placeOf(clock, ntp(1001 + jump), kStart + 1s));
    CHECK(placeOf(clock, ntp(1002), kStart + 2s) == kStart + 2s);
    for (int i = 1; i < PublisherClock::kReportsToBelieve; ++i) {
      CHECK_FALSE(placeOf(clock, ntp(1002 + i + jump), kStart + 2s + i * 1s));
    }
    CHECK(placeOf(clock, ntp(1010 + jump), kStart + 10s) == kStart + 10s);
    CHECK(placeOf(clock, ntp(1011 + jump), kStart + 11s + 50ms) == kStart + 11s);
  }
}

TEST_CASE("PublisherClock survives reports that make no sense") {
  for (const uint64_t value : {uint64_t{1}, uint64_t{1} << 63, ~uint64_t{0}}) {
    PublisherClock clock;
    placeOf(clock, NtpTime{1}, kStart);
    std::optional<ClockMapping> mapping;
    for (int i = 0; i < 5; ++i) {
      mapping = clock.handleSenderReport({NtpTime{value}, 1}, kStart + i * 1s);
    }
    if (mapping) mapping->timestampAt(kStart, 4'000'000'000u);
  }
}

TEST_CASE("ClockMapping extends its point in both directions, across wraps") {
  const ClockMapping mapping{kStart, 0xffff'ffff};
  CHECK(mapping.timestampAt(kStart, 90'000) == 0xffff'ffff);
  CHECK(mapping.timestampAt(kStart + 1s, 90'000) == 89'999);
  CHECK(mapping.timestampAt(kStart - 1s, 90'000) == 0xffff'ffff - 90'000);
  CHECK(mapping.timestampAt(kStart + 20ms, 48'000) == 959);
  CHECK(mapping.timestampAt(kStart + 20h, 90'000) ==
        static_cast<uint32_t>(20ull * 3600 * 90'000 - 1));
  CHECK(mapping.shifted(2).timestampAt(kStart, 90'000) == 1);
}

TEST_CASE("timestampDistance brings the clock of one stream onto that of another") {
  const ClockMapping low{kStart, 1000};
  const ClockMapping high{kStart + 2s, 70'000};
  // Two seconds after the start, `low` shows 181000.
  CHECK(streams::timestampDistance(high, low, 90'000) == 181'000 - 70'000);
  CHECK(streams::timestampDistance(low, high, 90'000) == 70'000u - 181'000u);
  CHECK(streams::timestampDistance(low, low, 90'000) == 0);
}

}  // namespace
