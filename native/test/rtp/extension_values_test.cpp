#include "rtp/extension_values.h"

#include <string>

#include "test/rtp/rtp_kit.h"

using namespace sfu;
using test::hex;

namespace {

TEST_CASE("audioLevel takes the voice bit off the level") {
  CHECK(rtp::audioLevel(hex("9f")) == uint8_t{31});
  CHECK(rtp::audioLevel(hex("7f")) == uint8_t{127});
}

TEST_CASE("audioLevel refuses a value of another size") {
  CHECK_FALSE(rtp::audioLevel({}));
  CHECK_FALSE(rtp::audioLevel(hex("9f00")));
}

TEST_CASE("hasVoiceActivity reads the top bit") {
  CHECK(rtp::hasVoiceActivity(hex("9f")));
  CHECK_FALSE(rtp::hasVoiceActivity(hex("1f")));
  CHECK_FALSE(rtp::hasVoiceActivity({}));
}

TEST_CASE("transportSequenceNumber reads two bytes") {
  CHECK(rtp::transportSequenceNumber(hex("fffe")) == uint16_t{0xfffe});
  CHECK_FALSE(rtp::transportSequenceNumber(hex("ff")));
  CHECK_FALSE(rtp::transportSequenceNumber(hex("fffefd")));
}

TEST_CASE("absSendTime reads three bytes") {
  CHECK(rtp::absSendTime(hex("8f1c2a")) == 0x8f1c2au);
  CHECK_FALSE(rtp::absSendTime(hex("8f1c")));
}

TEST_CASE("toAbsSendTime counts seconds in 6.18 fixed point") {
  const Time start{std::chrono::seconds(64 * 1000)};

  const uint32_t at = rtp::toAbsSendTime(start);
  const uint32_t later = rtp::toAbsSendTime(start + std::chrono::milliseconds(1500));

  CHECK(((later - at) & 0xffffff) == 3u << 17);
}

TEST_CASE("toAbsSendTime comes round after 64 seconds") {
  const Time start{std::chrono::seconds(1'700'000'000)};

  CHECK(rtp::toAbsSendTime(start) == rtp::toAbsSendTime(start + std::chrono::seconds(64)));
}

TEST_CASE("midText takes a token") {
  CHECK(rtp::midText(bytesOf("audio-0")) == "audio-0");
  CHECK(rtp::midText(bytesOf("{1}")) == "{1}");
  CHECK_FALSE(rtp::midText({}));
  CHECK_FALSE(rtp::midText(bytesOf("a b")));
  CHECK_FALSE(rtp::midText(bytesOf(std::string_view("a\0", 2))));
}

TEST_CASE("ridText takes letters, digits, dash and underscore") {
  CHECK(rtp::ridText(bytesOf("Hi_1-x")) == "Hi_1-x");
  CHECK_FALSE(rtp::ridText({}));
  CHECK_FALSE(rtp::ridText(bytesOf("h.i")));
  CHECK_FALSE(rtp::ridText(hex("68e9")));
}

}  // namespace
