#include "rtcp/compound.h"

#include "rtcp/fir.h"
#include "rtcp/nack.h"
#include "rtcp/pli.h"
#include "rtcp/receiver_report.h"
#include "rtcp/remb.h"
#include "rtcp/sdes.h"
#include "rtcp/sender_report.h"
#include "rtcp/transport_feedback.h"
#include "test/rtcp/rtcp_kit.h"

using namespace sfu;
using namespace sfu::rtcp;
using test::hex;

namespace {

/// Whether the report that the item says it is can be read. False for one we do not know.
bool isTaken(const Item& item) {
  const auto is = [&](uint8_t type, uint8_t format) {
    return item.packetType == type && item.count == format;
  };
  if (item.packetType == SenderReport::kPacketType) return SenderReport::parse(item).has_value();
  if (item.packetType == ReceiverReport::kPacketType)
    return ReceiverReport::parse(item).has_value();
  if (item.packetType == Sdes::kPacketType) return Sdes::parse(item).has_value();
  if (is(Nack::kPacketType, Nack::kFormat)) return Nack::parse(item).has_value();
  if (is(Pli::kPacketType, Pli::kFormat)) return Pli::parse(item).has_value();
  if (is(Fir::kPacketType, Fir::kFormat)) return Fir::parse(item).has_value();
  if (is(Remb::kPacketType, Remb::kFormat)) return Remb::parse(item).has_value();
  return is(TransportFeedback::kPacketType, TransportFeedback::kFormat) &&
         TransportFeedback::parse(item).has_value();
}

bool isTaken(Bytes compound) {
  CompoundReader reader(compound);
  while (const auto item = reader.next()) {
    if (!isTaken(*item)) return false;
  }
  return reader.ok();
}

TEST_CASE("CompoundReader yields one packet after the other") {
  const auto compound =
      hex("81 c8 00 01 aa bb cc dd  80 c9 00 00  8f cd 00 02 01 02 03 04 05 06 07 08");
  CompoundReader reader(compound);

  const auto first = reader.next();
  const auto second = reader.next();
  const auto third = reader.next();

  REQUIRE(first);
  CHECK(first->packetType == 200);
  CHECK(first->count == 1);
  CHECK(test::vectorOf(first->body) == hex("aabbccdd"));
  REQUIRE(second);
  CHECK(second->body.empty());
  REQUIRE(third);
  CHECK(third->count == 15);
  CHECK(third->body.size() == 8);
  CHECK_FALSE(reader.next());
  CHECK(reader.ok());
}

TEST_CASE("CompoundReader takes the padding off") {
  CHECK(test::itemOf(hex("a1 ce 00 03 01 02 03 04 05 06 07 08 00 00 00 04")).body.size() == 8);
}

TEST_CASE("CompoundReader takes padding of less than a word off, as libwebrtc writes it") {
  CHECK(test::itemOf(hex("af cd 00 02 01 02 03 04 05 06 07 01")).body.size() == 7);
}

TEST_CASE("CompoundReader refuses what is no compound") {
  struct Row {
    const char* fault;
    const char* bytes;
  };
  constexpr Row kRows[] = {{"nothing at all", ""},
                           {"less than a header", "81 c8 00"},
                           {"version 1", "41 c8 00 00"},
                           {"a length past the end", "81 c8 00 02 01 02 03 04"},
                           {"padding of zero bytes", "a1 c8 00 01 01 02 03 00"},
                           {"more padding than body", "a1 c8 00 01 01 02 03 05"},
                           {"padding without a body", "a1 c8 00 00"},
                           {"a rest of less than a header", "81 c8 00 00 81"}};
  for (const Row& row : kRows) {
    const auto compound = hex(row.bytes);
    CompoundReader reader(compound);
    while (reader.next()) continue;
    CAPTURE(row.fault);
    CHECK_FALSE(reader.ok());
  }
}

TEST_CASE("CompoundReader lets the packets before a broken one stand") {
  const auto compound = hex("80 c9 00 00 00 c9 00 00 80 c9 00 00");
  CompoundReader reader(compound);

  CHECK(reader.next());
  CHECK(reader.ok());
  CHECK_FALSE(reader.next());
  CHECK_FALSE(reader.next());
  CHECK_FALSE(reader.ok());
}

TEST_CASE("every whole RTCP vector is taken, and no broken one") {
  for (const auto& vector : test::vectorsIn("rtcp")) {
    CAPTURE(vector.name);
    CHECK(isTaken(vector.bytes) != vector.isBroken);
  }
}

TEST_CASE("no beginning of an RTCP vector is taken, but those that end with a packet") {
  for (const auto& vector : test::vectorsIn("rtcp")) {
    for (const auto& truncated : test::truncationsOf(vector.bytes)) {
      CAPTURE(vector.name);
      CAPTURE(truncated.size());
      const bool endsWithPacket = vector.name == "sr-sdes" && truncated.size() == 52;
      CHECK(isTaken(truncated) == endsWithPacket);
    }
  }
}

}  // namespace
