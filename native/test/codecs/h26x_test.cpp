// H.264 and H.265: what the types of NAL units say.
#include "codecs/h264.h"
#include "codecs/h265.h"
#include "test/rtp/rtp_kit.h"

using namespace sfu;
using codecs::FrameInfo;
using test::hex;

namespace {

struct Row {
  const char* fact;
  const char* payload;
  bool isKeyFrame;
  bool startsFrame;
};

TEST_CASE("h264FrameInfo sees where frames and key frames begin") {
  constexpr Row kRows[] = {
      {"sequence parameter set", "67 42 e0 1f", true, true},
      {"picture parameter set", "68 ce 3c 80", false, true},
      {"first slice of an IDR picture", "65 88 84", true, true},
      {"later slice of an IDR picture", "65 44 84", false, false},
      {"first slice of another picture", "61 9a 00", false, true},
      {"later slice of another picture", "61 40 00", false, false},
      {"access unit delimiter", "09 f0", false, true},
      {"STAP-A of SPS and PPS", "78 00 04 67 42 e0 1f 00 03 68 ce 3c", true, true},
      {"STAP-A of SEI and a slice", "18 00 02 06 05 00 02 41 9a", false, true},
      {"first fragment of an IDR slice", "7c 85 88 84", true, true},
      {"first fragment of a later IDR slice", "7c 85 44 84", false, false},
      {"middle fragment of an IDR slice", "7c 05 88 84", false, false},
      {"last fragment of an IDR slice", "7c 45 88 84", false, false},
      {"first fragment of a slice", "5c 81 9a 00", false, true},
      {"STAP-B, which mode 1 has not", "19 00 01 00 02 67 42", false, false},
      {"a header alone", "67", false, false}};
  for (const Row& row : kRows) {
    const FrameInfo info = codecs::h264FrameInfo(hex(row.payload));
    CAPTURE(row.fact);
    CHECK(info.isKeyFrame == row.isKeyFrame);
    CHECK(info.startsFrame == row.startsFrame);
    CHECK(info.isIntraPicture == row.isKeyFrame);
  }
}

TEST_CASE("h264FrameInfo calls slices without references to them discardable") {
  CHECK(codecs::h264FrameInfo(hex("01 9a 00")).isDiscardable);
  CHECK(codecs::h264FrameInfo(hex("1c 01 9a 00")).isDiscardable);
  CHECK(codecs::h264FrameInfo(hex("18 00 02 06 05 00 02 01 9a")).isDiscardable);
  CHECK_FALSE(codecs::h264FrameInfo(hex("41 9a 00")).isDiscardable);
  CHECK_FALSE(codecs::h264FrameInfo(hex("06 05 01")).isDiscardable);
}

TEST_CASE("h264FrameInfo says nothing about a truncated STAP-A") {
  const auto stap = hex("78 00 04 67 42 e0 1f 00 03 68 ce 3c");
  for (const auto& truncated : test::truncationsOf(stap)) {
    // What ends with a unit is a shorter STAP-A.
    const bool endsWithUnit = truncated.size() == 7;
    CAPTURE(truncated.size());
    CHECK(codecs::h264FrameInfo(truncated).isKeyFrame == endsWithUnit);
  }
}

TEST_CASE("h264FrameInfo says nothing about a STAP-A with an empty unit") {
  CHECK_FALSE(codecs::h264FrameInfo(hex("78 00 04 67 42 e0 1f 00 00")).isKeyFrame);
}

TEST_CASE("h265FrameInfo sees where frames and key frames begin") {
  constexpr Row kRows[] = {{"video parameter set", "40 01 0c 01", true, true},
                           {"sequence parameter set", "42 01 01 01", true, true},
                           {"picture parameter set", "44 01 c1 72", false, true},
                           {"first segment of an IDR picture", "26 01 af 08", true, true},
                           {"later segment of an IDR picture", "26 01 2f 08", false, false},
                           {"first segment of a CRA picture", "2a 01 af 08", true, true},
                           {"first segment of another picture", "02 01 d0 09", false, true},
                           {"later segment of another picture", "02 01 50 09", false, false},
                           {"AP of VPS and SPS", "60 01 00 03 40 01 0c 00 03 42 01 01", true, true},
                           {"first fragment of an IDR segment", "62 01 93 af", true, true},
                           {"middle fragment of an IDR segment", "62 01 13 af", false, false},
                           {"first fragment of a segment", "62 01 81 d0", false, true},
                           {"PACI, which we do not read", "64 01 80 00", false, false},
                           {"a header alone", "40 01", false, false}};
  for (const Row& row : kRows) {
    const FrameInfo info = codecs::h265FrameInfo(hex(row.payload));
    CAPTURE(row.fact);
    CHECK(info.isKeyFrame == row.isKeyFrame);
    CHECK(info.startsFrame == row.startsFrame);
    CHECK(info.isIntraPicture == row.isKeyFrame);
  }
}

TEST_CASE("h265FrameInfo reads the temporal layer of every kind of packet") {
  CHECK(codecs::h265FrameInfo(hex("02 03 d0 09")).temporalLayer == 2);
  CHECK(codecs::h265FrameInfo(hex("62 02 81 d0")).temporalLayer == 1);
  CHECK(codecs::h265FrameInfo(hex("02 00 d0 09")).temporalLayer ==
        0);  // invalid, but no reason to fall
}

TEST_CASE("h265FrameInfo sees where a viewer may go up a temporal layer") {
  CHECK(codecs::h265FrameInfo(hex("06 02 d0 09")).isLayerSync);
  CHECK_FALSE(codecs::h265FrameInfo(hex("02 02 d0 09")).isLayerSync);
}

TEST_CASE("h265FrameInfo says nothing about a truncated AP") {
  const auto aggregation = hex("60 01 00 03 40 01 0c 00 03 42 01 01");
  for (const auto& truncated : test::truncationsOf(aggregation)) {
    const bool endsWithUnit = truncated.size() == 7;
    CAPTURE(truncated.size());
    CHECK(codecs::h265FrameInfo(truncated).isKeyFrame == endsWithUnit);
  }
}

}  // namespace
