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

TEST_CASE("transportSequenceNumber reads two bytes") {
  CHECK(rtp::transportSequenceNumber(hex("fffe")) == uint16_t{0xfffe});
  CHECK_FALSE(rtp::transportSequenceNumber(hex("ff")));
  CHECK_FALSE(rtp::transportSequenceNumber(hex("fffefd")));
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
