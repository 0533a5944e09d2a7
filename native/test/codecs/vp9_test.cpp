#include "codecs/vp9.h"

#include "test/rtp/rtp_kit.h"

using namespace sfu;
using codecs::FrameInfo;
using codecs::Vp9Descriptor;
using test::hex;

namespace {

// I L B E V; picture id 0x1234, TID 0 U SID 0, TL0PICIDX 7; three layers with their sizes and a
// group of two pictures, the second with two references. As libwebrtc begins an L3T2 key frame.
const auto kKeyFrame =
    hex("ae  92 34  10 07"
        "58  01 40 00 b4  02 80 01 68  05 00 02 d0  02  00  38 01 02"
        "82 49 83");

TEST_CASE("Vp9Descriptor reads the first packet of a key frame") {
  const auto descriptor = Vp9Descriptor::parse(kKeyFrame);

  REQUIRE(descriptor);
  CHECK(descriptor->size == kKeyFrame.size() - 3);
  CHECK_FALSE(descriptor->isInterPicturePredicted);
  CHECK_FALSE(descriptor->isFlexible);
  CHECK(descriptor->startsFrame);
  CHECK(descriptor->endsFrame);
  CHECK(descriptor->isUpperLayerReference);
  CHECK(descriptor->pictureIdAt == 1);
  CHECK(descriptor->hasLongPictureId);
  CHECK(descriptor->pictureId == 0x1234);
  CHECK(descriptor->hasLayers);
  CHECK(descriptor->isSwitchingUpPoint);
  CHECK(descriptor->tl0PicIdxAt == 4);
  CHECK(descriptor->tl0PicIdx == 7);
  CHECK(descriptor->spatialLayerCount == 3);
}

TEST_CASE("Vp9Descriptor reads the references of flexible mode") {
  // I P L F E: short picture id, TID 2 SID 1 D, references 1 and 3.
  const auto descriptor = Vp9Descriptor::parse(hex("f5 12 43 03 06 aa"));

  REQUIRE(descriptor);
  CHECK(descriptor->size == 5);
  CHECK(descriptor->isFlexible);
  CHECK(descriptor->isInterPicturePredicted);
  CHECK_FALSE(descriptor->isUpperLayerReference);
  CHECK(descriptor->pictureId == 0x12);
  CHECK_FALSE(descriptor->hasLongPictureId);
  CHECK(descriptor->temporalLayer == 2);
  CHECK(descriptor->spatialLayer == 1);
  CHECK(descriptor->isInterLayerPredicted);
  CHECK(descriptor->tl0PicIdxAt == 0);
}

TEST_CASE("Vp9Descriptor refuses a fourth reference") {
  CHECK(Vp9Descriptor::parse(hex("d4 12 03 03 02 aa")));
  CHECK_FALSE(Vp9Descriptor::parse(hex("d4 12 03 03 03 02 aa")));
}

TEST_CASE("Vp9Descriptor takes a picture group larger than a byte counts") {
  auto payload = hex("0a 08 ff");
  const auto picture = hex("0c 01 02 03");
  for (int i = 0; i < 255; ++i) payload.insert(payload.end(), picture.begin(), picture.end());
  payload.push_back(0xaa);

  const auto descriptor = Vp9Descriptor::parse(payload);

  REQUIRE(descriptor);
  CHECK(descriptor->size == payload.size() - 1);
}

TEST_CASE("Vp9Descriptor refuses a payload that ends within the descriptor, or with it") {
  for (const auto& truncated : test::truncationsOf(Bytes(kKeyFrame).first(kKeyFrame.size() - 2))) {
    CAPTURE(truncated.size());
    CHECK_FALSE(Vp9Descriptor::parse(truncated));
  }
}

TEST_CASE("vp9FrameInfo sees a key frame where nothing earlier is needed") {
  struct Row {
    const char* fact;
    const char* payload;
    bool isKeyFrame;
    bool isIntraPicture;
  };
  constexpr Row kRows[] = {{"begins without prediction", "8c 12 aa", true, true},
                           {"is predicted from earlier pictures", "cc 12 aa", false, false},
                           {"does not begin here", "84 12 aa", false, false},
                           {"is predicted from the layer below", "ac 12 03 07 aa", false, true},
                           {"is an upper layer on its own", "ac 12 02 07 aa", true, true}};
  for (const Row& row : kRows) {
    const FrameInfo info = codecs::vp9FrameInfo(hex(row.payload));
    CAPTURE(row.fact);
    CHECK(info.isKeyFrame == row.isKeyFrame);
    CHECK(info.isIntraPicture == row.isIntraPicture);
  }
}

TEST_CASE("vp9FrameInfo carries the layers and the ends of the frame over") {
  const FrameInfo info = codecs::vp9FrameInfo(hex("e4 12 55 07 aa"));

  CHECK(info.temporalLayer == 2);
  CHECK(info.isLayerSync);
  CHECK(info.spatialLayer == 2);
  CHECK_FALSE(info.startsFrame);
  CHECK(info.endsFrame);
}

}  // namespace
