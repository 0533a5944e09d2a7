// Sender and receiver reports.
#include "rtcp/receiver_report.h"
#include "rtcp/sender_report.h"
#include "test/rtcp/rtcp_kit.h"

using namespace sfu;
using rtcp::CompoundReader;
using rtcp::ReceiverReport;
using rtcp::SenderReport;
using test::reportBlock;

namespace {

SenderReport senderReport() {
  return {.sender = Ssrc(0x3f2a91c4),
          .ntp = {0xe8a1b2c3d4e5f607},
          .rtpTimestamp = 0x0005dff0,
          .packetCount = 4021,
          .octetCount = 301221,
          .blocks = {reportBlock(0x3f2a91c4)}};
}

TEST_CASE("SenderReport reads the report of a browser") {
  const auto compound = test::readVector("rtcp", "sr-sdes");
  CompoundReader reader(compound);

  const auto report = SenderReport::parse(reader.next().value());

  REQUIRE(report);
  CHECK(report->sender == Ssrc(0x3f2a91c4));
  CHECK(report->ntp.value == 0xe8a1b2c3d4e5f607);
  CHECK(report->rtpTimestamp == 0x0005dff0);
  CHECK(report->packetCount == 4021);
  CHECK(report->octetCount == 301221);
  REQUIRE(report->blocks.size() == 1);
  CHECK(test::equal(report->blocks[0], reportBlock(0x3f2a91c4)));
}

TEST_CASE("SenderReport writes what a browser writes") {
  auto expected = test::readVector("rtcp", "sr-sdes");
  expected.resize(52);

  CHECK(test::written(senderReport()) == expected);
}

TEST_CASE("SenderReport refuses every truncated body") {
  CHECK(test::truncationsTaken<SenderReport>(test::written(senderReport())) == 0);
}

TEST_CASE("SenderReport skips what a profile adds behind the blocks") {
  auto body = test::written(senderReport());
  body.erase(body.begin(), body.begin() + 4);
  body.resize(body.size() + 8);

  CHECK(test::parses<SenderReport>(1, body));
}

TEST_CASE("SenderReport goes on in a receiver report above 31 blocks") {
  SenderReport report = senderReport();
  report.blocks.assign(33, reportBlock(7));
  const auto compound = test::written(report);
  CompoundReader reader(compound);

  const auto first = SenderReport::parse(reader.next().value());
  const auto second = ReceiverReport::parse(reader.next().value());

  REQUIRE(first);
  CHECK(first->blocks.size() == 31);
  REQUIRE(second);
  CHECK(second->sender == report.sender);
  CHECK(second->blocks.size() == 2);
  CHECK_FALSE(reader.next());
}

TEST_CASE("ReceiverReport reads the report of a browser") {
  const auto report = test::parsed<ReceiverReport>(test::readVector("rtcp", "rr"));

  CHECK(report.sender == Ssrc(1));
  REQUIRE(report.blocks.size() == 2);
  CHECK(test::equal(report.blocks[0], reportBlock(0x3f2a91c4)));
  CHECK(report.blocks[1].cumulativeLost == 42);
}

TEST_CASE("ReceiverReport writes what a browser writes") {
  const auto bytes = test::readVector("rtcp", "rr");

  CHECK(test::written(test::parsed<ReceiverReport>(bytes)) == bytes);
}

TEST_CASE("ReceiverReport keeps a count of losses within its 24 bits") {
  const ReceiverReport report{.sender = Ssrc(1),
                              .blocks = {reportBlock(1, 0x1000000), reportBlock(2, -0x1000000)}};

  const auto again = test::parsed<ReceiverReport>(test::written(report));

  CHECK(again.blocks[0].cumulativeLost == 0x7fffff);
  CHECK(again.blocks[1].cumulativeLost == -0x800000);
}

TEST_CASE("ReceiverReport is written without a block too") {
  const auto bytes = test::written(ReceiverReport{.sender = Ssrc(9), .blocks = {}});

  CHECK(bytes == test::hex("80 c9 00 01 00 00 00 09"));
}

TEST_CASE("ReceiverReport refuses every truncated body") {
  CHECK(test::truncationsTaken<ReceiverReport>(test::readVector("rtcp", "rr")) == 0);
}

TEST_CASE("a report writer fails in a buffer that is too small") {
  test::ByteVector buffer(51);
  ByteWriter writer(buffer);

  senderReport().write(writer);

  CHECK_FALSE(writer.ok());
}

}  // namespace
