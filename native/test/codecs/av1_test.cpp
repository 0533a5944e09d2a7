#include "codecs/av1.h"

#include "rtp/rtp_packet_view.h"
#include "test/rtp/rtp_kit.h"

using namespace sfu;
using codecs::FrameInfo;
using test::hex;

namespace {

TEST_CASE("av1FrameInfo sees a key frame in a browser's packet") {
  const auto packet = test::readVector("rtp", "av1-two-byte");
  const FrameInfo info = codecs::av1FrameInfo(rtp::RtpPacketView::parse(packet)->payload());

  CHECK(info.isKeyFrame);
  CHECK(info.startsFrame);
  CHECK(info.isIntraPicture);
}

TEST_CASE("av1FrameInfo sees where frames and key frames begin") {
  struct Row {
    const char* fact;
    const char* payload;
    bool isKeyFrame;
    bool startsFrame;
  };
  constexpr Row kRows[] = {
      {"N, a sequence header and a frame", "28 02 08 00 30 aa", true, true},
      {"N, a temporal delimiter before the sequence header", "38 01 10 02 08 00 30 aa", true, true},
      {"N with a size in front of each element", "08 02 08 00 02 30 aa", true, true},
      {"N without a sequence header", "18 30 aa", false, true},
      {"a sequence header without N", "20 02 08 00 30 aa", false, true},
      {"N in a packet that goes on with an OBU", "a8 02 08 00 30 aa", false, true},
      {"a frame", "10 30 aa", false, true},
      {"a frame header", "10 18 aa", false, true},
      {"a tile group", "10 20 aa", false, false},
      {"the rest of a frame", "90 30 aa", false, false},
      {"an aggregation header alone", "18", false, false}};
  for (const Row& row : kRows) {
    const FrameInfo info = codecs::av1FrameInfo(hex(row.payload));
    CAPTURE(row.fact);
    CHECK(info.isKeyFrame == row.isKeyFrame);
    CHECK(info.startsFrame == row.startsFrame);
  }
}

TEST_CASE("av1FrameInfo reads the layers of the first OBU that has them") {
  // A temporal delimiter without, a frame of TID 2 and SID 1, a frame of TID 0.
  const FrameInfo info = codecs::av1FrameInfo(hex("30 01 10 03 34 48 aa 34 00"));

  CHECK(info.temporalLayer == 2);
  CHECK(info.spatialLayer == 1);
}

TEST_CASE("av1FrameInfo reads sizes of several bytes") {
  auto payload = hex("00 82 01");
  payload.resize(payload.size() + 130, 0x30);
  payload.push_back(0x02);
  payload.insert(payload.end(), {0x08, 0x00});

  CHECK(codecs::av1FrameInfo(payload).startsFrame);
}

TEST_CASE("av1FrameInfo says nothing about a broken payload") {
  struct Row {
    const char* fault;
    const char* payload;
  };
  constexpr Row kRows[] = {{"an element past the end", "28 09 08 00 30 aa"},
                           {"fewer elements than W says", "38 02 08 00 01 30"},
                           {"a size of nine bytes", "08 80 80 80 80 80 80 80 80 00 08"},
                           {"a size that ends with the payload", "08 82"}};
  for (const Row& row : kRows) {
    CAPTURE(row.fault);
    CHECK_FALSE(codecs::av1FrameInfo(hex(row.payload)).startsFrame);
    CHECK_FALSE(codecs::av1FrameInfo(hex(row.payload)).isKeyFrame);
  }
}

TEST_CASE("av1FrameInfo says nothing about a payload that ends before its last element") {
  const auto payload = hex("28 02 08 00 30 aa");
  for (const auto& truncated : test::truncationsOf(Bytes(payload).first(4))) {
    CAPTURE(truncated.size());
    CHECK_FALSE(codecs::av1FrameInfo(truncated).isKeyFrame);
  }
}

}  // namespace
