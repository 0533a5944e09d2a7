#include "rtcp/extended_report.h"

#include "test/rtcp/rtcp_kit.h"

using namespace sfu;
using rtcp::ExtendedReport;
using test::hex;

namespace {

TEST_CASE("ExtendedReport reads RRTR and DLRR") {
  const auto report = test::parsed<ExtendedReport>(test::readVector("rtcp", "xr"));

  CHECK(report.sender == Ssrc(1));
  REQUIRE(report.receiverReferenceTime);
  CHECK(report.receiverReferenceTime->value == 0xe8a1b2c3d4e5f607);
  REQUIRE(report.dlrr.size() == 1);
  CHECK(report.dlrr[0].ssrc == Ssrc(0x6b8b4567));
  CHECK(report.dlrr[0].lastReceiverReport == 0x5c1e8a01);
  CHECK(report.dlrr[0].delaySinceLastReport == 0x18000);
}

TEST_CASE("ExtendedReport writes what it reads") {
  const auto bytes = test::readVector("rtcp", "xr");

  CHECK(test::written(test::parsed<ExtendedReport>(bytes)) == bytes);
}

TEST_CASE("ExtendedReport writes no block that it has not") {
  CHECK(test::written(ExtendedReport{.sender = Ssrc(1), .receiverReferenceTime = {}, .dlrr = {}}) ==
        hex("80 cf 00 01 00 00 00 01"));
}

TEST_CASE("ExtendedReport skips blocks that it does not know") {
  // Block type 42 of one word, then an RRTR.
  const auto report = test::parsed<ExtendedReport>(
      hex("80 cf 00 06 00 00 00 01 2a 00 00 01 ff ff ff ff 04 00 00 02 00 00 00 01 00 00 00 02"));

  REQUIRE(report.receiverReferenceTime);
  CHECK(report.receiverReferenceTime->value == 0x100000002);
}

TEST_CASE("ExtendedReport refuses a DLRR of broken length") {
  CHECK_FALSE(
      ExtendedReport::parse(test::itemOf(hex("80 cf 00 03 00 00 00 01 05 00 00 01 00 00 00 01"))));
}

TEST_CASE("ExtendedReport refuses every truncated body, but those that end with a block") {
  CHECK(test::truncationsTaken<ExtendedReport>(test::readVector("rtcp", "xr")) == 2);
}

}  // namespace
