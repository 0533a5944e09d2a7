// The counters of sender reports.
#include "streams/reported_totals.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::ReportedTotals;

namespace {

constexpr Time kStart(1'700'000'000s);

rtcp::SenderReport reportAt(Duration offset, uint32_t packets, uint32_t octets) {
  rtcp::SenderReport report;
  report.ntp = NtpTime::from(kStart + offset);
  report.packetCount = packets;
  report.octetCount = octets;
  return report;
}

TEST_CASE("ReportedTotals has nothing before the first report") {
  const ReportedTotals totals;
  CHECK(totals.reports() == 0);
  CHECK_FALSE(totals.latest().has_value());
}

TEST_CASE("ReportedTotals takes the counters as they are reported") {
  ReportedTotals totals;
  totals.handleReport(reportAt(0s, 10, 1000), kStart + 20ms);
  totals.handleReport(reportAt(1s, 25, 2500), kStart + 1020ms);

  CHECK(totals.reports() == 2);
  CHECK(totals.packets() == 25);
  CHECK(totals.octets() == 2500);
  REQUIRE(totals.latest().has_value());
  CHECK(totals.latest()->receivedAt == kStart + 1020ms);
}

TEST_CASE("ReportedTotals counts on when 32 bits are used up") {
  ReportedTotals totals;
  totals.handleReport(reportAt(0s, 10, 0xffff'ff00), kStart);
  totals.handleReport(reportAt(1s, 11, 0x100), kStart + 1s);

  CHECK(totals.octets() == 0x1'0000'0100);
}

TEST_CASE("ReportedTotals counts on when the publisher begins again") {
  ReportedTotals totals;
  totals.handleReport(reportAt(0s, 1000, 500'000), kStart);
  totals.handleReport(reportAt(1s, 3, 600), kStart + 1s);

  CHECK(totals.packets() == 1003);
  CHECK(totals.octets() == 500'600);
}

TEST_CASE("ReportedTotals leaves out a report that was overtaken") {
  ReportedTotals totals;
  totals.handleReport(reportAt(1s, 25, 2500), kStart + 1s);
  totals.handleReport(reportAt(0s, 10, 1000), kStart + 1010ms);

  CHECK(totals.reports() == 1);
  CHECK(totals.packets() == 25);
}

TEST_CASE("ReportedTotals goes on when the publisher's clock was set back") {
  ReportedTotals totals;
  totals.handleReport(reportAt(3600s, 25, 2500), kStart);
  totals.handleReport(reportAt(0s, 30, 3000), kStart + 1s);

  CHECK(totals.reports() == 2);
  CHECK(totals.packets() == 30);
}

}  // namespace
