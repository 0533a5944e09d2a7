#include "codecs/vp8.h"

#include "rtp/rtp_packet_view.h"
#include "test/rtp/rtp_kit.h"

using namespace sfu;
using codecs::FrameInfo;
using codecs::Vp8Descriptor;
using test::hex;

namespace {

// X, S; I with 15 bits, L, T and K: picture id 0x523c, TL0PICIDX 0x5a, TID 1, Y, KEYIDX 3.
const auto kFull = hex("90 f0 d2 3c 5a 63  10 23 02 9d 01 2a");

TEST_CASE("Vp8Descriptor reads every field") {
  const auto descriptor = Vp8Descriptor::parse(kFull);

  REQUIRE(descriptor);
  CHECK(descriptor->size == 6);
  CHECK(descriptor->startsPartition);
  CHECK(descriptor->partition == 0);
  CHECK_FALSE(descriptor->isDiscardable);
  CHECK(descriptor->isKeyFrame);
  CHECK(descriptor->pictureIdAt == 2);
  CHECK(descriptor->hasLongPictureId);
  CHECK(descriptor->pictureId == 0x523c);
  CHECK(descriptor->tl0PicIdxAt == 4);
  CHECK(descriptor->tl0PicIdx == 0x5a);
  CHECK(descriptor->hasTemporalLayer);
  CHECK(descriptor->temporalLayer == 1);
  CHECK(descriptor->isLayerSync);
}

TEST_CASE("Vp8Descriptor reads a short picture id") {
  const auto descriptor = Vp8Descriptor::parse(hex("90 80 3c 10"));

  REQUIRE(descriptor);
  CHECK_FALSE(descriptor->hasLongPictureId);
  CHECK(descriptor->pictureId == 0x3c);
  CHECK(descriptor->tl0PicIdxAt == 0);
  CHECK(descriptor->size == 3);
}

TEST_CASE("Vp8Descriptor reads one byte where there is no extension") {
  const auto descriptor = Vp8Descriptor::parse(hex("10 10"));

  REQUIRE(descriptor);
  CHECK(descriptor->size == 1);
  CHECK(descriptor->pictureIdAt == 0);
}

TEST_CASE("Vp8Descriptor ignores the temporal layer beside a key index alone") {
  const auto descriptor = Vp8Descriptor::parse(hex("90 10 e3 10"));

  REQUIRE(descriptor);
  CHECK_FALSE(descriptor->hasTemporalLayer);
  CHECK(descriptor->temporalLayer == 0);
  CHECK_FALSE(descriptor->isLayerSync);
  CHECK(descriptor->size == 3);
}

TEST_CASE("Vp8Descriptor refuses a payload that ends within the descriptor, or with it") {
  for (const auto& truncated : test::truncationsOf(Bytes(kFull).first(7))) {
    CAPTURE(truncated.size());
    CHECK_FALSE(Vp8Descriptor::parse(truncated));
  }
}

TEST_CASE("vp8FrameInfo sees a key frame in a browser's packet") {
  const auto packet = test::readVector("rtp", "vp8-key-frame");
  const FrameInfo info = codecs::vp8FrameInfo(rtp::RtpPacketView::parse(packet)->payload());

  CHECK(info.isKeyFrame);
  CHECK(info.startsFrame);
}

TEST_CASE("vp8FrameInfo sees a key frame only where one begins") {
  CHECK(codecs::vp8FrameInfo(hex("10 10")).isKeyFrame);
  CHECK_FALSE(codecs::vp8FrameInfo(hex("10 11")).isKeyFrame);  // predicted
  CHECK_FALSE(codecs::vp8FrameInfo(hex("00 10")).isKeyFrame);  // goes on
  CHECK_FALSE(codecs::vp8FrameInfo(hex("11 10")).isKeyFrame);  // another partition
  CHECK_FALSE(codecs::vp8FrameInfo(hex("11 10")).startsFrame);
}

TEST_CASE("vp8FrameInfo carries layer, sync and discardability over") {
  const FrameInfo info = codecs::vp8FrameInfo(hex("b0 20 a0 11"));

  CHECK(info.temporalLayer == 2);
  CHECK(info.isLayerSync);
  CHECK(info.isDiscardable);
  CHECK(info.startsFrame);
  CHECK_FALSE(info.isKeyFrame);
}

TEST_CASE("vp8FrameInfo tells layers only where the descriptor has them") {
  // libwebrtc strips the descriptor where a dependency descriptor goes along.
  const std::vector<uint8_t> stripped{0x10, 0x01, 0xaa};
  const std::vector<uint8_t> layered{0x90, 0xe0, 0x80, 0x01, 7, 0x80, 0x01, 0xaa};
  CHECK_FALSE(codecs::vp8FrameInfo(stripped).tellsLayers);
  CHECK(codecs::vp8FrameInfo(layered).tellsLayers);
  CHECK(codecs::vp8FrameInfo(layered).temporalLayer == 2);
}

}  // namespace
