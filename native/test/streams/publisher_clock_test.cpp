// The clocks of a publisher on our time line.
#include "streams/publisher_clock.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::ClockMapping;
using streams::PublisherClock;
using streams::ReportedClock;

namespace {

constexpr Time kStart(1'700'000'000s);

// A publisher whose clock shows `seconds`, in 32.32 fixed point.
NtpTime ntp(double seconds) {
  return {static_cast<uint64_t>(seconds * 4294967296.0)};
}

TEST_CASE("PublisherClock knows nothing before the first report") {
  CHECK_FALSE(PublisherClock().map({ntp(5), 0}));
}

TEST_CASE("PublisherClock moves all streams by the same distance") {
  PublisherClock clock;
  clock.handleSenderReport(ntp(1000), kStart);
  clock.handleSenderReport(ntp(1002), kStart + 2s + 80ms);  // was delayed on its way

  CHECK(clock.map({ntp(1000), 1})->at == kStart);
  CHECK(clock.map({ntp(1002), 2})->at == kStart + 2s);
  CHECK(clock.map({ntp(999.5), 3})->at == kStart - 500ms);
}

TEST_CASE("PublisherClock follows a clock across the end of its era") {
  PublisherClock clock;
  clock.handleSenderReport(NtpTime{0xffff'ffff'0000'0000}, kStart);
  CHECK(clock.map({NtpTime{0x1'8000'0000}, 0})->at == kStart + 2500ms);
}

TEST_CASE("PublisherClock believes a new clock only when reports insist") {
  PublisherClock clock;
  clock.handleSenderReport(ntp(1000), kStart);
  clock.handleSenderReport(ntp(5001), kStart + 1s);
  clock.handleSenderReport(ntp(1002), kStart + 2s);
  for (int i = 1; i < PublisherClock::kReportsToBelieve; ++i) {
    clock.handleSenderReport(ntp(5002 + i), kStart + 2s + i * 1s);
    CHECK(clock.map({ntp(1000), 0})->at == kStart);
  }
  clock.handleSenderReport(ntp(5010), kStart + 10s);
  CHECK(clock.map({ntp(5010), 0})->at == kStart + 10s);
}

TEST_CASE("PublisherClock survives reports that make no sense") {
  for (const uint64_t value : {uint64_t{0}, uint64_t{1} << 63, ~uint64_t{0}}) {
    PublisherClock clock;
    clock.handleSenderReport(NtpTime{0}, kStart);
    for (int i = 0; i < 5; ++i) clock.handleSenderReport(NtpTime{value}, kStart + i * 1s);
    const auto mapping = clock.map({NtpTime{~value}, 1});
    CHECK(mapping);
    mapping->timestampAt(kStart, 4'000'000'000u);
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
  const Time base(1'700'000'000s);
  const streams::ReportedClock low{NtpTime::from(base), 1000};
  const streams::ReportedClock high{NtpTime::from(base + 2s), 70'000};
  // At base + 2 s, `low` shows 181000.
  CHECK(streams::timestampDistance(high, low, 90'000) == 181'000 - 70'000);
  CHECK(streams::timestampDistance(low, high, 90'000) == 70'000u - 181'000u);
  CHECK(streams::timestampDistance(low, low, 90'000) == 0);
}

TEST_CASE("timestampDistance spans the end of an NTP era") {
  const streams::ReportedClock before{NtpTime{0xffff'ffff'8000'0000}, 0};
  const streams::ReportedClock after{NtpTime{0x0000'0000'8000'0000}, 0};
  CHECK(streams::timestampDistance(after, before, 90'000) == 90'000);
}

}  // namespace
