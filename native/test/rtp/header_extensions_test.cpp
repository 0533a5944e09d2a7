#include "rtp/header_extensions.h"

#include <string>

#include "test/rtp/rtp_kit.h"

using namespace sfu;
using rtp::ExtensionKind;
using rtp::HeaderExtensions;
using rtp::ParsedExtensions;
using rtp::RtpPacketView;
using test::ByteVector;
using test::hex;

namespace {

/// A packet with this extension block, whose size must be whole words.
ByteVector packetWith(const char* profile, const char* block) {
  ByteVector packet = hex("90 60 00 01  00 00 00 02  00 00 00 03");
  const ByteVector head = hex(profile);
  const ByteVector body = hex(block);
  packet.insert(packet.end(), head.begin(), head.end());
  packet.push_back(0);
  packet.push_back(static_cast<uint8_t>(body.size() / 4));
  packet.insert(packet.end(), body.begin(), body.end());
  return packet;
}

/// "id=size" of each element, in order.
std::string elementsOf(Bytes packet) {
  const auto view = RtpPacketView::parse(packet);
  REQUIRE(view);
  std::string text;
  HeaderExtensions(*view).forEach([&](const rtp::ExtensionElement& element) {
    text += std::to_string(element.id) + "=" + std::to_string(element.value.size()) + " ";
  });
  return text;
}

TEST_CASE("HeaderExtensions walks a block") {
  struct Row {
    const char* fact;
    const char* profile;
    const char* block;
    const char* elements;
  };
  constexpr Row kRows[] = {
      {"one-byte elements", "bede", "10 aa 32 01 02 03 00 00", "1=1 3=3 "},
      {"padding between one-byte elements", "bede", "00 10 aa 00 00 20 bb 00", "1=1 2=1 "},
      {"id 15 ends the one-byte form", "bede", "10 aa f0 00 20 bb 00 00", "1=1 "},
      {"padding with a length ends the one-byte form", "bede", "10 aa 01 00 20 bb 00 00", "1=1 "},
      {"a truncated one-byte element ends the walk", "bede", "10 aa 27 00", "1=1 "},
      {"two-byte elements", "1000", "01 01 aa 20 02 01 02 00", "1=1 32=2 "},
      {"two-byte elements with application bits", "100f", "ff 01 aa 00", "255=1 "},
      {"an empty two-byte element", "1000", "03 00 04 01 aa 00 00 00", "3=0 4=1 "},
      {"padding between two-byte elements", "1000", "00 00 05 01 aa 00 06 00", "5=1 6=0 "},
      {"a truncated two-byte element ends the walk", "1000", "05 01 aa 06 09 00 00 00", "5=1 "},
      {"a two-byte element without its length ends the walk", "1000", "05 01 aa 06", "5=1 "},
      {"nothing in another profile", "1234", "10 aa 00 00", ""},
      {"nothing in an empty block", "bede", "", ""}};
  for (const Row& row : kRows) {
    CAPTURE(row.fact);
    CHECK(elementsOf(packetWith(row.profile, row.block)) == row.elements);
  }
}

TEST_CASE("HeaderExtensions finds the first value of an id") {
  const auto packet = packetWith("bede", "10 aa 10 bb 21 01 02 00");
  const auto view = RtpPacketView::parse(packet);
  REQUIRE(view);
  const HeaderExtensions extensions(*view);

  CHECK(test::valueOf(extensions.find(1)) == hex("aa"));
  CHECK(test::valueOf(extensions.find(2)) == hex("0102"));
  CHECK_FALSE(extensions.find(3));
}

TEST_CASE("HeaderExtensions has no element in a packet without a block") {
  CHECK(elementsOf(hex("80 60 00 01  00 00 00 02  00 00 00 03")).empty());
}

rtp::ExtensionMap publisherMap() {
  rtp::ExtensionMap map;
  map.set(ExtensionKind::kAbsSendTime, 2);
  map.set(ExtensionKind::kTransportSequenceNumber, 3);
  map.set(ExtensionKind::kMid, 4);
  map.set(ExtensionKind::kAudioLevel, 1);
  return map;
}

TEST_CASE("ParsedExtensions finds the values of a packet by kind") {
  const auto packet = test::readVector("rtp", "opus-one-byte");
  const auto view = RtpPacketView::parse(packet);
  REQUIRE(view);

  const auto parsed = ParsedExtensions::parse(*view, publisherMap());

  CHECK(parsed.count == 4);
  CHECK(test::valueOf(parsed.find(ExtensionKind::kAudioLevel, packet)) == hex("9f"));
  CHECK(test::valueOf(parsed.find(ExtensionKind::kTransportSequenceNumber, packet)) == hex("01f4"));
  CHECK(test::valueOf(parsed.find(ExtensionKind::kMid, packet)) == hex("30"));
  CHECK_FALSE(parsed.find(ExtensionKind::kRid, packet));
}

TEST_CASE("ParsedExtensions leaves out what the map does not know") {
  const auto packet = packetWith("bede", "10 aa 70 bb 40 31 00 00");
  const auto view = RtpPacketView::parse(packet);
  REQUIRE(view);

  const auto parsed = ParsedExtensions::parse(*view, publisherMap());

  CHECK(parsed.count == 2);
  CHECK(parsed.elements[1].kind == ExtensionKind::kMid);
}

TEST_CASE("ParsedExtensions keeps the first twelve elements of a longer block") {
  const auto packet = packetWith("bede",
                                 "10 01 10 02 10 03 10 04 10 05 10 06 10 07"
                                 "10 08 10 09 10 0a 10 0b 10 0c 10 0d 40 31");
  const auto view = RtpPacketView::parse(packet);
  REQUIRE(view);

  const auto parsed = ParsedExtensions::parse(*view, publisherMap());

  CHECK(parsed.count == ParsedExtensions::kMaxElements);
  CHECK_FALSE(parsed.find(ExtensionKind::kMid, packet));
}

}  // namespace
