#include "channel/frame_codec.h"

#include <string>

#include "base/random.h"
#include "test/kit/check.h"

using namespace sfu;
using namespace sfu::channel;

namespace {

std::vector<uint8_t> framesOf(std::initializer_list<std::string_view> payloads) {
  std::vector<uint8_t> stream;
  for (const std::string_view payload : payloads) CHECK(appendFrame(stream, bytesOf(payload)));
  return stream;
}

std::string textOfNext(FrameReader& reader) {
  const auto frame = reader.next();
  return frame ? std::string(textOf(*frame)) : "(none)";
}

TEST_CASE("appendFrame puts a big-endian length in front of the payload") {
  const std::vector<uint8_t> expected = {0, 0, 0, 2, 'h', 'i'};
  CHECK(framesOf({"hi"}) == expected);
}

TEST_CASE("appendFrame refuses a payload above the limit") {
  std::vector<uint8_t> stream = {1};

  CHECK(!appendFrame(stream, std::vector<uint8_t>(kMaxFrameSize + 1)));

  CHECK(stream.size() == 1);
}

TEST_CASE("FrameReader yields the frames of one push in order") {
  FrameReader reader;
  reader.push(framesOf({"one", "", "three"}));

  CHECK(textOfNext(reader) == "one");
  CHECK(textOfNext(reader) == "");
  CHECK(textOfNext(reader) == "three");
  CHECK(textOfNext(reader) == "(none)");
}

TEST_CASE("FrameReader yields a frame once its last byte is there, not before") {
  const auto stream = framesOf({"payload"});
  for (size_t cut = 0; cut < stream.size(); ++cut) {
    FrameReader reader;
    reader.push(Bytes(stream).first(cut));
    CHECK(textOfNext(reader) == "(none)");

    reader.push(Bytes(stream).subspan(cut));
    CHECK(textOfNext(reader) == "payload");
  }
}

TEST_CASE("FrameReader yields the same frames however the stream is chopped") {
  SeededRandom random(11);
  std::vector<uint8_t> stream;
  std::vector<std::vector<uint8_t>> sent;
  for (int i = 0; i < 200; ++i) {
    std::vector<uint8_t> payload(random.below(300));
    random.fill(payload);
    CHECK(appendFrame(stream, payload));
    sent.push_back(payload);
  }

  FrameReader reader;
  std::vector<std::vector<uint8_t>> got;
  for (Bytes rest = stream; !rest.empty();) {
    const size_t size = std::min<size_t>(rest.size(), 1 + random.below(500));
    reader.push(rest.first(size));
    rest = rest.subspan(size);
    while (auto frame = reader.next()) got.push_back(*frame);
  }

  CHECK(got == sent);
}

TEST_CASE("FrameReader takes a frame of the largest size") {
  std::vector<uint8_t> stream;
  CHECK(appendFrame(stream, std::vector<uint8_t>(kMaxFrameSize)));
  FrameReader reader;
  reader.push(stream);

  const auto frame = reader.next();

  REQUIRE(frame);
  CHECK(frame->size() == kMaxFrameSize);
}

TEST_CASE("FrameReader stays failed after a length above the limit") {
  FrameReader reader;
  reader.push(std::vector<uint8_t>{1, 0, 0, 1});
  CHECK(!reader.next());
  CHECK(reader.failed());

  reader.push(framesOf({"late"}));

  CHECK(!reader.next());
  CHECK(reader.failed());
}

}  // namespace
