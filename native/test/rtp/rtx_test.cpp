#include "rtp/rtx.h"

#include <algorithm>

#include "rtp/rtp_packet_view.h"
#include "test/rtp/rtp_kit.h"

using namespace sfu;
using rtp::RtpPacketView;
using test::ByteVector;
using test::hex;

namespace {

class Packet {
 public:
  explicit Packet(Bytes bytes) : packet_(pool_.acquire()) {
    packet_->resize(bytes.size());
    std::copy(bytes.begin(), bytes.end(), packet_->data());
  }
  bool unwrap() { return rtp::unwrapRtx(*packet_, PayloadType(96), Ssrc(0x6b8b4567)); }
  ByteVector bytes() { return test::vectorOf(packet_->bytes()); }

 private:
  PacketPool pool_;
  PacketRef packet_;
};

TEST_CASE("unwrapRtx gives the original packet back") {
  Packet packet(test::readVector("rtp", "rtx-vp8"));
  const auto original = test::readVector("rtp", "vp8-key-frame");

  REQUIRE(packet.unwrap());

  const auto bytes = packet.bytes();
  const auto unwrapped = RtpPacketView::parse(bytes);
  const auto expected = RtpPacketView::parse(original);
  REQUIRE(unwrapped);
  REQUIRE(expected);
  CHECK(unwrapped->payloadType() == expected->payloadType());
  CHECK(unwrapped->sequenceNumber() == expected->sequenceNumber());
  CHECK(unwrapped->timestamp() == expected->timestamp());
  CHECK(unwrapped->ssrc() == expected->ssrc());
  CHECK(test::vectorOf(unwrapped->payload()) == test::vectorOf(expected->payload()));
}

TEST_CASE("unwrapRtx keeps the marker and the extensions") {
  Packet packet(hex("90 e1 00 01 00 00 00 02 00 00 00 03 be de 00 01 10 aa 00 00 12 34 70 71"));

  REQUIRE(packet.unwrap());

  CHECK(packet.bytes() == hex("90 e0 12 34 00 00 00 02 6b 8b 45 67 be de 00 01 10 aa 00 00 70 71"));
}

TEST_CASE("unwrapRtx removes the padding of the retransmission") {
  Packet packet(hex("a0 61 00 01 00 00 00 02 00 00 00 03 12 34 70 71 00 02"));

  REQUIRE(packet.unwrap());

  CHECK(packet.bytes() == hex("80 60 12 34 00 00 00 02 6b 8b 45 67 70 71"));
}

TEST_CASE("unwrapRtx takes an original packet without payload") {
  Packet packet(hex("80 61 00 01 00 00 00 02 00 00 00 03 12 34"));

  REQUIRE(packet.unwrap());

  CHECK(packet.bytes() == hex("80 60 12 34 00 00 00 02 6b 8b 45 67"));
}

TEST_CASE("unwrapRtx leaves padding alone untouched") {
  const auto padding = test::readVector("rtp", "rtx-padding-only");
  Packet packet(padding);

  CHECK_FALSE(packet.unwrap());
  CHECK(packet.bytes() == padding);
}

TEST_CASE("unwrapRtx refuses every beginning that holds no original sequence number") {
  const auto whole = hex("80 61 00 01 00 00 00 02 00 00 00 03 12 34");
  for (const auto& truncated : test::truncationsOf(whole)) {
    Packet packet(truncated);
    CAPTURE(truncated.size());
    CHECK_FALSE(packet.unwrap());
  }
}

}  // namespace
