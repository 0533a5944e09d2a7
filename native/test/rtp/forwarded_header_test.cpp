#include "rtp/forwarded_header.h"

#include <array>

#include "rtp/rtp_header_writer.h"
#include "test/rtp/rtp_kit.h"

using namespace sfu;
using rtp::ExtensionKind;
using rtp::ExtensionMap;
using rtp::ForwardedHeader;
using rtp::HeaderExtensions;
using rtp::ParsedExtensions;
using rtp::RtpPacketView;
using rtp::StreamNames;
using test::ByteVector;
using test::hex;

namespace {

/// What the vectors of test/vectors/rtp use.
ExtensionMap publisherMap() {
  ExtensionMap map;
  map.set(ExtensionKind::kAudioLevel, 1);
  map.set(ExtensionKind::kAbsSendTime, 2);
  map.set(ExtensionKind::kTransportSequenceNumber, 3);
  map.set(ExtensionKind::kMid, 4);
  return map;
}

ExtensionMap av1Map() {
  ExtensionMap map;
  map.set(ExtensionKind::kMid, 4);
  map.set(ExtensionKind::kTransportSequenceNumber, 5);
  map.set(ExtensionKind::kDependencyDescriptor, 11);
  map.set(ExtensionKind::kPlayoutDelay, 3);
  map.set(ExtensionKind::kVideoContentType, 9);
  return map;
}

/// One viewer's copy of the header of `packet`.
ByteVector forward(Bytes packet, const ExtensionMap& from, const ExtensionMap& to,
                   std::string_view mid, size_t room = 200) {
  const auto view = RtpPacketView::parse(packet);
  REQUIRE(view);
  ByteVector out(room, 0xee);
  const auto extensions = ParsedExtensions::parse(*view, from);
  const size_t size = ForwardedHeader{
      .marker = view->marker(),
      .payloadType = PayloadType(100),
      .sequence = SequenceNumber(7),
      .timestamp = 9000,
      .ssrc = Ssrc(0x01020304),
      .extensions = extensions,
      .packet = packet,
      .ids = to,
      .names = {.mid = bytesOf(
                    mid)}}.write(out);
  out.resize(size);
  return out;
}

TEST_CASE("ForwardedHeader gives the viewer its own fixed fields and ids") {
  ExtensionMap viewer;
  viewer.set(ExtensionKind::kAudioLevel, 14);
  viewer.set(ExtensionKind::kMid, 9);

  const auto header =
      forward(test::readVector("rtp", "opus-one-byte"), publisherMap(), viewer, "v1");

  CHECK(header == hex("90 e4 00 07 00 00 23 28 01 02 03 04 be de 00 02 91 76 31 e0 9f 00 00 00"));
}

TEST_CASE("ForwardedHeader writes no extension block when the viewer has negotiated none") {
  const auto header = forward(test::readVector("rtp", "opus-one-byte"), publisherMap(), {}, "v1");

  CHECK(header == hex("80 e4 00 07 00 00 23 28 01 02 03 04"));
}

TEST_CASE("ForwardedHeader never copies what describes the publisher's transport") {
  ExtensionMap all = publisherMap();
  all.set(ExtensionKind::kRid, 5);
  all.set(ExtensionKind::kRepairedRid, 6);
  std::array<uint8_t, 64> out{};
  rtp::RtpHeaderWriter writer(out, false, PayloadType(96), SequenceNumber(1), 2, Ssrc(3));
  for (uint8_t id = 1; id <= 6; ++id) writer.extension(id, hex("41"));
  const auto packet = Bytes(out).first(writer.finish());

  const auto header = forward(packet, all, all, "");

  CHECK(header == hex("90 64 00 07 00 00 23 28 01 02 03 04 be de 00 01 10 41 00 00"));
}

TEST_CASE("ForwardedHeader names the viewer's stream, and the one that repairs it") {
  const auto packet = test::readVector("rtp", "opus-one-byte");
  const auto view = RtpPacketView::parse(packet);
  REQUIRE(view);
  ExtensionMap viewer;
  viewer.set(ExtensionKind::kMid, 9);
  viewer.set(ExtensionKind::kRid, 10);
  viewer.set(ExtensionKind::kRepairedRid, 11);
  for (const bool isRepair : {false, true}) {
    ByteVector out(200);
    const auto parsed = ParsedExtensions::parse(*view, publisherMap());
    const StreamNames names{.mid = bytesOf("v1"), .rid = bytesOf("hi"), .isRepair = isRepair};
    const size_t size =
        ForwardedHeader{.extensions = parsed, .packet = packet, .ids = viewer, .names = names}
            .write(out);
    out.resize(size);
    const auto written = RtpPacketView::parse(out);
    REQUIRE(written);
    const HeaderExtensions extensions(*written);
    CHECK(textOf(extensions.find(9).value()) == "v1");
    CHECK(textOf(extensions.find(isRepair ? 11 : 10).value()) == "hi");
    CHECK_FALSE(extensions.find(isRepair ? 10 : 11));
  }
}

TEST_CASE("ForwardedHeader turns to the two-byte form for a large value") {
  const auto packet = test::readVector("rtp", "av1-two-byte");

  const auto header = forward(packet, av1Map(), av1Map(), "video");

  const auto view = RtpPacketView::parse(header);
  REQUIRE(view);
  CHECK(view->payload().empty());
  CHECK(view->extensionsProfile() == HeaderExtensions::kTwoByteProfile);
  const HeaderExtensions extensions(*view);
  const auto original = RtpPacketView::parse(packet);
  CHECK(test::valueOf(extensions.find(11)) == test::valueOf(HeaderExtensions(*original).find(11)));
  CHECK(test::valueOf(extensions.find(3)) == hex("30ff01"));
  CHECK(test::valueOf(extensions.find(9)).empty());
  CHECK(textOf(extensions.find(4).value()) == "video");
  CHECK_FALSE(extensions.find(5));
}

TEST_CASE("ForwardedHeader turns to the two-byte form for an id above 14") {
  ExtensionMap viewer;
  viewer.set(ExtensionKind::kAudioLevel, 16);
  viewer.set(ExtensionKind::kMid, 1);

  const auto header =
      forward(test::readVector("rtp", "opus-one-byte"), publisherMap(), viewer, "a");

  CHECK(header == hex("90 e4 00 07 00 00 23 28 01 02 03 04 10 00 00 02 01 01 61 10 01 9f 00 00"));
}

TEST_CASE("ForwardedHeader keeps to one form for a viewer that does not mix them") {
  using rtp::ExtensionForms;
  const auto large = test::readVector("rtp", "av1-two-byte");
  const auto small = test::readVector("rtp", "opus-one-byte");
  struct Row {
    ExtensionForms forms;
    Bytes packet;
    const ExtensionMap from;
    uint16_t profile;
  };
  const Row rows[] = {
      {ExtensionForms::kMixed, large, av1Map(), HeaderExtensions::kTwoByteProfile},
      {ExtensionForms::kMixed, small, publisherMap(), HeaderExtensions::kOneByteProfile},
      {ExtensionForms::kOneByte, large, av1Map(), HeaderExtensions::kOneByteProfile},
      {ExtensionForms::kOneByte, small, publisherMap(), HeaderExtensions::kOneByteProfile},
      {ExtensionForms::kTwoByte, large, av1Map(), HeaderExtensions::kTwoByteProfile},
      {ExtensionForms::kTwoByte, small, publisherMap(), HeaderExtensions::kTwoByteProfile}};
  for (const Row& row : rows) {
    const auto view = RtpPacketView::parse(row.packet);
    REQUIRE(view);
    const auto parsed = ParsedExtensions::parse(*view, row.from);
    ByteVector out(200);
    out.resize(ForwardedHeader{.extensions = parsed,
                               .packet = row.packet,
                               .ids = row.from,
                               .names = {.mid = bytesOf("v1")},
                               .forms = row.forms}
                   .write(out));
    const auto written = RtpPacketView::parse(out);
    REQUIRE(written);
    CHECK(written->extensionsProfile() == row.profile);
    CHECK(textOf(HeaderExtensions(*written).find(4).value()) == "v1");
  }
}

TEST_CASE("ForwardedHeader copies a value from the last bytes of a packet") {
  auto packet = test::readVector("rtp", "opus-one-byte");
  packet.resize(32);  // the payload goes, so that no sixteen bytes follow the MID

  ExtensionMap viewer;
  viewer.set(ExtensionKind::kAudioLevel, 1);

  CHECK(forward(packet, publisherMap(), viewer, "").size() == 20);
}

TEST_CASE("ForwardedHeader yields nothing for every buffer that is too small") {
  const auto packet = test::readVector("rtp", "opus-one-byte");
  const size_t size = forward(packet, publisherMap(), publisherMap(), "0").size();

  for (size_t room = 0; room < size; ++room) {
    CAPTURE(room);
    CHECK(forward(packet, publisherMap(), publisherMap(), "0", room).empty());
  }
  CHECK(forward(packet, publisherMap(), publisherMap(), "0", size).size() == size);
}

TEST_CASE("ForwardedHeader yields nothing above 200 bytes") {
  const ByteVector value(180, 0x41);
  ByteVector packet(300);
  rtp::RtpHeaderWriter writer(packet, false, PayloadType(96), SequenceNumber(1), 2, Ssrc(3),
                              rtp::ExtensionForm::kTwoByte);
  writer.extension(11, value);
  packet.resize(writer.finish());

  CHECK(forward(packet, av1Map(), av1Map(), "", 400).size() == 200);
  CHECK(forward(packet, av1Map(), av1Map(), "m", 400).empty());
}

}  // namespace
