#include "rtp/rtp_header_writer.h"

#include <array>

#include "rtp/header_extensions.h"
#include "test/rtp/rtp_kit.h"

using namespace sfu;
using rtp::ExtensionForm;
using rtp::HeaderExtensions;
using rtp::RtpHeaderWriter;
using rtp::RtpPacketView;
using test::hex;

namespace {

RtpHeaderWriter writerInto(MutableBytes out, ExtensionForm form = ExtensionForm::kOneByte) {
  return RtpHeaderWriter(out, true, PayloadType(96), SequenceNumber(0xfffe), 0x01020304,
                         Ssrc(0xa1a2a3a4), form);
}

TEST_CASE("RtpHeaderWriter writes a header without extensions in twelve bytes") {
  std::array<uint8_t, 12> out{};
  auto writer = writerInto(out);

  CHECK(writer.finish() == 12);
  CHECK(test::vectorOf(out) == hex("80 e0 ff fe 01 02 03 04 a1 a2 a3 a4"));
}

TEST_CASE("RtpHeaderWriter writes one-byte elements and pads them to a word") {
  std::array<uint8_t, 64> out{};
  auto writer = writerInto(out);
  writer.extension(1, hex("9f"));
  writer.extension(4, hex("303132"));

  REQUIRE(writer.finish() == 24);
  CHECK(test::vectorOf(Bytes(out).first(24)) ==
        hex("90 e0 ff fe 01 02 03 04 a1 a2 a3 a4 be de 00 02 10 9f 42 30 31 32 00 00"));
}

TEST_CASE("RtpHeaderWriter writes two-byte elements, large and empty ones among them") {
  std::array<uint8_t, 64> out{};
  const std::array<uint8_t, 20> large{1, 2, 3};
  auto writer = writerInto(out, ExtensionForm::kTwoByte);
  writer.extension(200, large);
  writer.extension(3, {});

  const size_t size = writer.finish();

  const auto view = RtpPacketView::parse(Bytes(out).first(size));
  REQUIRE(view);
  CHECK(view->extensionsProfile() == HeaderExtensions::kTwoByteProfile);
  CHECK(test::valueOf(HeaderExtensions(*view).find(200)) == test::vectorOf(large));
  CHECK(test::valueOf(HeaderExtensions(*view).find(3)).empty());
}

TEST_CASE("RtpHeaderWriter refuses what the one-byte form cannot say") {
  const std::array<uint8_t, 17> value{};
  struct Row {
    uint8_t id;
    size_t size;
  };
  for (const Row row : {Row{0, 1}, Row{15, 1}, Row{1, 0}, Row{1, 17}}) {
    std::array<uint8_t, 64> out{};
    auto writer = writerInto(out);
    writer.extension(row.id, Bytes(value).first(row.size));
    CAPTURE(row.id);
    CAPTURE(row.size);
    CHECK_FALSE(writer.ok());
    CHECK(writer.finish() == 0);
  }
}

TEST_CASE("RtpHeaderWriter sets the P bit") {
  std::array<uint8_t, 12> out{};
  auto writer = writerInto(out);
  writer.setPadding(true);

  CHECK(writer.finish() == 12);
  CHECK(out[0] == 0xa0);
}

TEST_CASE("RtpHeaderWriter fails in every buffer that is too small") {
  for (size_t size = 0; size < 24; ++size) {
    test::ByteVector out(size);
    auto writer = writerInto(out);
    writer.extension(1, hex("9f"));
    writer.extension(4, hex("303132"));
    CAPTURE(size);
    CHECK(writer.finish() == 0);
    CHECK_FALSE(writer.ok());
  }
}

}  // namespace
