#include "rtp/rtp_packet_view.h"

#include "test/rtp/rtp_kit.h"

using namespace sfu;
using rtp::RtpPacketView;
using test::hex;

namespace {

// P, X and two CSRCs; an extension block of one word; three bytes of payload, two of padding.
const auto kFull =
    hex("b2 e0 12 34  01 02 03 04  a1 a2 a3 a4  00 00 00 01  00 00 00 02"
        "be de 00 01  10 aa 00 00  70 71 72  00 02");

TEST_CASE("RtpPacketView reads every field of a packet that has them all") {
  const auto view = RtpPacketView::parse(kFull);

  REQUIRE(view);
  CHECK(view->marker());
  CHECK(view->payloadType() == PayloadType(0x60));
  CHECK(view->sequenceNumber() == SequenceNumber(0x1234));
  CHECK(view->timestamp() == 0x01020304);
  CHECK(view->ssrc() == Ssrc(0xa1a2a3a4));
  CHECK(view->extensionsProfile() == 0xbede);
  CHECK(test::vectorOf(view->extensions()) == hex("10aa0000"));
  CHECK(test::vectorOf(view->payload()) == hex("707172"));
  CHECK(view->paddingSize() == 2);
}

TEST_CASE("RtpPacketView takes a header alone") {
  const auto header = hex("80 00 00 01  00 00 00 02  00 00 00 03");

  const auto view = RtpPacketView::parse(header);

  REQUIRE(view);
  CHECK(view->extensions().empty());
  CHECK(view->extensionsProfile() == 0);
  CHECK(view->payload().empty());
}

TEST_CASE("RtpPacketView reads the same from a stored layout") {
  const auto view = RtpPacketView::parse(kFull);
  REQUIRE(view);

  const RtpPacketView again(kFull, view->layout());

  CHECK(test::vectorOf(again.payload()) == hex("707172"));
  CHECK(test::vectorOf(again.extensions()) == hex("10aa0000"));
  CHECK(again.paddingSize() == 2);
}

TEST_CASE("RtpPacketView refuses a packet that ends within its header") {
  constexpr size_t kHeaderSize = 28;
  for (const auto& truncated : test::truncationsOf(Bytes(kFull).first(kHeaderSize))) {
    CAPTURE(truncated.size());
    CHECK_FALSE(RtpPacketView::parse(truncated));
  }
}

TEST_CASE("RtpPacketView refuses malformed packets") {
  struct Twin {
    const char* fault;
    size_t at;
    uint8_t value;
  };
  constexpr Twin kTwins[] = {{"version 1", 0, 0x72},
                             {"version 3", 0, 0xf2},
                             {"more CSRCs than packet", 0, 0xbf},
                             {"extension past the end", 23, 3},
                             {"extension length that wraps 16 bits", 22, 0x40},
                             {"zero padding", 32, 0},
                             {"more padding than payload", 32, 6}};
  for (const Twin& twin : kTwins) {
    auto broken = kFull;
    broken.at(twin.at) = twin.value;
    CAPTURE(twin.fault);
    CHECK_FALSE(RtpPacketView::parse(broken));
  }
}

TEST_CASE("RtpPacketView takes a packet that is padding to its last byte") {
  auto padded = kFull;
  padded.at(padded.size() - 1) = 5;

  const auto view = RtpPacketView::parse(padded);

  REQUIRE(view);
  CHECK(view->payload().empty());
  CHECK(view->paddingSize() == 5);
}

TEST_CASE("RtpPacketView takes every whole vector, and no broken one") {
  for (const auto& vector : test::vectorsIn("rtp")) {
    CAPTURE(vector.name);
    CHECK(RtpPacketView::parse(vector.bytes).has_value() != vector.isBroken);
  }
}

}  // namespace
