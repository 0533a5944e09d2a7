// Picture ids and TL0PICIDX without a seam.
#include "streams/picture_rewriter.h"

#include <algorithm>
#include <array>
#include <vector>

#include "codecs/vp8.h"
#include "codecs/vp9.h"
#include "test/kit/check.h"

using namespace sfu;
using codecs::PictureNumbers;
using streams::patchOf;
using streams::PayloadPatch;
using streams::PictureRewriter;
using streams::PictureShift;

namespace {

PictureNumbers longId(uint16_t id, uint8_t tl0 = 0) {
  return {.pictureId = id,
          .pictureIdAt = 2,
          .tl0PicIdx = tl0,
          .tl0PicIdxAt = 4,
          .hasLongPictureId = true};
}
PictureNumbers shortId(uint16_t id) {
  return {.pictureId = id, .pictureIdAt = 2};
}

int idAfter(PictureRewriter& rewriter, const PictureNumbers& numbers) {
  const int mask = numbers.hasLongPictureId ? 0x7fff : 0x7f;
  return (numbers.pictureId + rewriter.rewrite(numbers).pictureId) & mask;
}
int tl0After(PictureRewriter& rewriter, const PictureNumbers& numbers) {
  return (numbers.tl0PicIdx + rewriter.rewrite(numbers).tl0PicIdx) & 0xff;
}

TEST_CASE("PictureRewriter leaves the first source as it is") {
  PictureRewriter rewriter;
  CHECK(rewriter.rewrite(longId(500, 7)) == PictureShift{});
  CHECK(rewriter.rewrite(longId(505, 9)) == PictureShift{});
}

TEST_CASE("PictureRewriter goes on behind the source before") {
  PictureRewriter rewriter;
  rewriter.rewrite(longId(500, 7));
  rewriter.rewrite(longId(501, 8));
  rewriter.restart();

  CHECK(idAfter(rewriter, longId(9000, 200)) == 502);
  CHECK(tl0After(rewriter, longId(9000, 200)) == 9);
  CHECK(idAfter(rewriter, longId(9001, 201)) == 503);
  CHECK(tl0After(rewriter, longId(9001, 201)) == 10);

  rewriter.restart();
  CHECK(idAfter(rewriter, longId(3, 250)) == 504);
  CHECK(tl0After(rewriter, longId(3, 250)) == 11);
}

TEST_CASE("PictureRewriter wraps with the circle that the descriptor has") {
  PictureRewriter rewriter;
  rewriter.rewrite(longId(0x7ffe, 254));
  CHECK(idAfter(rewriter, longId(0x7fff, 255)) == 0x7fff);
  CHECK(idAfter(rewriter, longId(0, 0)) == 0);
  rewriter.restart();
  CHECK(idAfter(rewriter, shortId(100)) == 1);
  CHECK(idAfter(rewriter, shortId(0x7f)) == 28);
  CHECK(idAfter(rewriter, shortId(0)) == 29);
}

TEST_CASE("PictureRewriter closes the gap of a picture that was left out") {
  PictureRewriter rewriter;
  CHECK(idAfter(rewriter, longId(10)) == 10);
  rewriter.skip(longId(11));
  rewriter.skip(longId(11));
  CHECK(idAfter(rewriter, longId(12)) == 11);
  rewriter.skip(longId(13));
  CHECK(idAfter(rewriter, longId(14)) == 12);
  CHECK(idAfter(rewriter, longId(14)) == 12);
}

TEST_CASE("PictureRewriter keeps the gap of a picture that got lost") {
  PictureRewriter rewriter;
  CHECK(idAfter(rewriter, longId(10)) == 10);
  rewriter.skip(longId(12));
  CHECK(idAfter(rewriter, longId(13)) == 12);
}

TEST_CASE("PictureRewriter gives a late packet the number of its picture") {
  PictureRewriter rewriter;
  rewriter.rewrite(longId(10));
  rewriter.skip(longId(11));
  rewriter.rewrite(longId(12));
  rewriter.skip(longId(13));
  CHECK(idAfter(rewriter, longId(14)) == 12);

  CHECK(idAfter(rewriter, longId(12)) == 11);
  CHECK(idAfter(rewriter, longId(10)) == 10);
  CHECK(idAfter(rewriter, longId(15)) == 13);
}

TEST_CASE("PictureRewriter goes on behind a picture that was left out last") {
  PictureRewriter rewriter;
  rewriter.rewrite(longId(10));
  rewriter.skip(longId(11));
  rewriter.restart();
  CHECK(idAfter(rewriter, longId(300)) == 11);
}

TEST_CASE("PictureRewriter has nothing to do without numbers") {
  PictureRewriter rewriter;
  CHECK(rewriter.rewrite({}) == PictureShift{});
  rewriter.restart();
  CHECK(rewriter.rewrite({}) == PictureShift{});
}

TEST_CASE("patchOf leaves a payload alone that has nothing to change") {
  const std::array<uint8_t, 6> payload{0x90, 0xe0, 0x81, 0x00, 7, 0};
  CHECK(patchOf(longId(256, 7), {}, payload).size == 0);
  CHECK(patchOf({}, {.pictureId = 1, .tl0PicIdx = 1}, payload).size == 0);
}

TEST_CASE("patchOf changes a VP8 descriptor so that it reads as the numbers after the shift") {
  std::vector<uint8_t> payload{0x90, 0xe0, 0xff, 0xfe, 255, 0x20, 0x01, 0xaa};
  const auto numbers = codecs::vp8FrameInfo(payload).picture;

  const PayloadPatch patch = patchOf(numbers, {.pictureId = 3, .tl0PicIdx = 2}, payload);
  std::copy_n(patch.bytes.begin(), patch.size, payload.begin() + patch.at);

  const auto after = codecs::Vp8Descriptor::parse(payload);
  REQUIRE(after.has_value());
  CHECK(after->pictureId == 1);
  CHECK(after->hasLongPictureId);
  CHECK(after->tl0PicIdx == 1);
  CHECK(after->isLayerSync);
}

TEST_CASE("patchOf changes a VP9 descriptor and keeps the layers between its numbers") {
  std::vector<uint8_t> payload{0xa8, 0x05, 0x52, 9, 0xaa, 0xbb};
  const auto numbers = codecs::vp9FrameInfo(payload).picture;

  const PayloadPatch patch = patchOf(numbers, {.pictureId = 0x7f, .tl0PicIdx = 1}, payload);
  std::copy_n(patch.bytes.begin(), patch.size, payload.begin() + patch.at);

  const auto after = codecs::Vp9Descriptor::parse(payload);
  REQUIRE(after.has_value());
  CHECK(after->pictureId == 4);
  CHECK(after->tl0PicIdx == 10);
  CHECK(after->temporalLayer == 2);
  CHECK(after->spatialLayer == 1);
}

TEST_CASE("patchOf never reaches beyond the payload") {
  const std::array<uint8_t, 4> payload{};
  CHECK(patchOf(longId(1), {.pictureId = 1}, payload).size == 0);
  CHECK(patchOf({.tl0PicIdxAt = 4}, {.tl0PicIdx = 1}, payload).size == 0);
}

}  // namespace
