#include "codecs/depacketize.h"

#include "test/rtp/rtp_kit.h"

using namespace sfu;
using codecs::Codec;
using test::hex;

namespace {

TEST_CASE("codecByName knows the codecs without regard to case") {
  struct Row {
    const char* mediaType;
    Codec codec;
  };
  constexpr Row kRows[] = {
      {"audio/opus", Codec::kOpus}, {"AUDIO/OPUS", Codec::kOpus},  {"video/VP8", Codec::kVp8},
      {"video/vp8", Codec::kVp8},   {"video/VP9", Codec::kVp9},    {"video/H264", Codec::kH264},
      {"video/H265", Codec::kH265}, {"video/AV1", Codec::kAv1},    {"audio/PCMU", Codec::kOther},
      {"video/rtx", Codec::kOther}, {"video/VP80", Codec::kOther}, {"", Codec::kOther}};
  for (const Row& row : kRows) {
    CAPTURE(row.mediaType);
    CHECK(codecs::codecByName(row.mediaType) == row.codec);
  }
}

TEST_CASE("frameInfo reads each codec in its own way") {
  CHECK(codecs::frameInfo(Codec::kVp8, hex("10 10")).isKeyFrame);
  CHECK(codecs::frameInfo(Codec::kVp9, hex("8c 12 aa")).isKeyFrame);
  CHECK(codecs::frameInfo(Codec::kH264, hex("67 42")).isKeyFrame);
  CHECK(codecs::frameInfo(Codec::kH265, hex("40 01 0c")).isKeyFrame);
  CHECK(codecs::frameInfo(Codec::kAv1, hex("28 02 08 00 30 aa")).isKeyFrame);
  CHECK(codecs::frameInfo(Codec::kOpus, hex("78")).isKeyFrame);
}

TEST_CASE("frameInfo takes every packet of an unknown codec for a place to start") {
  CHECK(codecs::frameInfo(Codec::kOther, hex("00")).isKeyFrame);
  CHECK(codecs::frameInfo(Codec::kOther, hex("00")).startsFrame);
}

TEST_CASE("frameInfo says nothing about an empty payload") {
  for (const Codec codec : {Codec::kOther, Codec::kOpus, Codec::kVp8, Codec::kVp9, Codec::kH264,
                            Codec::kH265, Codec::kAv1}) {
    CHECK_FALSE(codecs::frameInfo(codec, {}).isKeyFrame);
    CHECK_FALSE(codecs::frameInfo(codec, {}).startsFrame);
  }
}

}  // namespace
