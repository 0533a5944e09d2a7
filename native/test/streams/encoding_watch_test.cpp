// Which encodings are sent, told from their frames.
#include "streams/encoding_watch.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::EncodingWatch;

namespace {

constexpr Time kStart(1'700'000'000s);

/// Frames of `encodings` every `interval`, up to but not at `until`.
void frames(EncodingWatch& watch, std::vector<size_t> encodings, Time from, Time until,
            Duration interval) {
  for (Time at = from; at < until; at += interval) {
    for (const size_t encoding : encodings) watch.handleFrame(encoding, at);
  }
}

TEST_CASE("EncodingWatch knows no encoding before its first frame") {
  EncodingWatch watch(2);
  CHECK_FALSE(watch.refresh(kStart));
  CHECK_FALSE(watch.isLive(0));
}

TEST_CASE("EncodingWatch tells of an encoding that begins, once") {
  EncodingWatch watch(2);
  watch.handleFrame(1, kStart);

  CHECK(watch.refresh(kStart));
  CHECK_FALSE(watch.refresh(kStart));
  CHECK(watch.isLive(1));
  CHECK_FALSE(watch.isLive(0));
  CHECK(watch.liveSince(1) == kStart);
}

TEST_CASE("EncodingWatch gives an encoding up after half a second, not before") {
  EncodingWatch watch(2);
  frames(watch, {0, 1}, kStart, kStart + 33ms, 33ms);
  frames(watch, {0}, kStart + 33ms, kStart + 600ms, 33ms);
  watch.refresh(kStart);

  CHECK_FALSE(watch.refresh(kStart + EncodingWatch::kSilence - 1us));
  CHECK(watch.isLive(1));

  CHECK(watch.refresh(kStart + EncodingWatch::kSilence));
  CHECK_FALSE(watch.isLive(1));
  CHECK(watch.isLive(0));
}

TEST_CASE("EncodingWatch keeps an encoding whose siblings are as slow") {
  EncodingWatch watch(3);
  // A screen on which nothing moves: one frame a second of each.
  frames(watch, {0, 1, 2}, kStart, kStart + 20s, 1s);
  watch.refresh(kStart);

  watch.handleFrame(0, kStart + 20s);
  CHECK_FALSE(watch.refresh(kStart + 20s));
  CHECK(watch.isLive(2));
}

TEST_CASE("EncodingWatch keeps all encodings when all fall silent") {
  EncodingWatch watch(2);
  frames(watch, {0, 1}, kStart, kStart + 1s, 33ms);
  watch.refresh(kStart);

  CHECK_FALSE(watch.refresh(kStart + 60s));
  CHECK(watch.isLive(0));
  CHECK(watch.isLive(1));
}

TEST_CASE("EncodingWatch takes an encoding back with its next frame") {
  EncodingWatch watch(2);
  frames(watch, {0, 1}, kStart, kStart + 33ms, 33ms);
  frames(watch, {0}, kStart + 33ms, kStart + 2s, 33ms);
  watch.refresh(kStart + 2s);
  REQUIRE_FALSE(watch.isLive(1));

  watch.handleFrame(1, kStart + 2s);

  CHECK(watch.refresh(kStart + 2s));
  CHECK(watch.isLive(1));
  CHECK(watch.liveSince(1) == kStart + 2s);
}

TEST_CASE("EncodingWatch follows encodings to other places") {
  EncodingWatch watch(1);
  watch.handleFrame(0, kStart);
  watch.refresh(kStart);

  watch.rearrange({-1, 0});

  CHECK(watch.size() == 2);
  CHECK(watch.refresh(kStart));
  CHECK_FALSE(watch.isLive(0));
  CHECK(watch.isLive(1));
}

}  // namespace
