#include "router/stream_table.h"

#include "test/kit/check.h"

using namespace sfu;
using router::ReceiverEncoding;
using router::ReceiverParameters;
using router::StreamKey;
using router::StreamTable;

namespace {

constexpr PayloadType kVp8{96};
constexpr PayloadType kRtx{97};

ReceiverParameters video(std::string mid, std::vector<ReceiverEncoding> encodings) {
  ReceiverParameters parameters;
  parameters.kind = router::MediaKind::kVideo;
  parameters.mid = std::move(mid);
  parameters.codecs.push_back({.payloadType = kVp8, .clockRate = 90000, .rtxPayloadType = kRtx});
  parameters.encodings = std::move(encodings);
  return parameters;
}

const std::vector<ReceiverEncoding> kUnsignalled = {{}};

TEST_CASE("StreamTable finds the streams that signalling named") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10), .rtxSsrc = Ssrc(11)}})).ok());

  CHECK(*table.find(Ssrc(10)) == StreamKey{1, 0, false});
  CHECK(*table.find(Ssrc(11)) == StreamKey{1, 0, true});
  CHECK(table.find(Ssrc(12)) == nullptr);
  CHECK(table.payloadTypes().empty());
}

TEST_CASE("StreamTable learns an SSRC by its MID") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", kUnsignalled)).ok());
  REQUIRE(table.add(2, video("1", kUnsignalled)).ok());

  CHECK(table.learn(Ssrc(20), {kVp8, "1", "", ""}) == StreamKey{2, 0, false});
  CHECK(table.learn(Ssrc(21), {kRtx, "1", "", ""}) == StreamKey{2, 0, true});
  CHECK(*table.find(Ssrc(20)) == StreamKey{2, 0, false});
  CHECK_FALSE(table.learn(Ssrc(22), {kVp8, "7", "", ""}).has_value());
  CHECK_FALSE(table.learn(Ssrc(22), {PayloadType(1), "1", "", ""}).has_value());
}

TEST_CASE("StreamTable gives a MID's stream to the SSRC that came last") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}})).ok());

  CHECK(table.learn(Ssrc(20), {kVp8, "0", "", ""}).has_value());
  CHECK(table.find(Ssrc(10)) == nullptr);
  CHECK(table.find(Ssrc(20)) != nullptr);
}

TEST_CASE("StreamTable tells encodings by their RID") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());

  CHECK(table.learn(Ssrc(20), {kVp8, "0", "hi", ""}) == StreamKey{1, 1, false});
  CHECK(table.learn(Ssrc(21), {kRtx, "0", "", "hi"}) == StreamKey{1, 1, true});
  CHECK_FALSE(table.learn(Ssrc(22), {kVp8, "0", "mid", ""}).has_value());
}

TEST_CASE("StreamTable ignores a second SSRC for a RID") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(table.learn(Ssrc(20), {kVp8, "0", "hi", ""}).has_value());

  CHECK_FALSE(table.learn(Ssrc(30), {kVp8, "0", "hi", ""}).has_value());
  CHECK(table.find(Ssrc(20)) != nullptr);
}

TEST_CASE("StreamTable falls back to the payload type where no MID comes") {
  StreamTable table;
  REQUIRE(table.add(1, video("", kUnsignalled)).ok());

  CHECK(table.learn(Ssrc(20), {kVp8, "", "", ""}) == StreamKey{1, 0, false});
  CHECK_FALSE(table.learn(Ssrc(21), {PayloadType(100), "", "", ""}).has_value());
}

TEST_CASE("StreamTable refuses a receiver that collides, without a trace of it") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}})).ok());

  CHECK_FALSE(table.add(2, video("1", {{.ssrc = Ssrc(20)}, {.ssrc = Ssrc(10)}})).ok());
  CHECK_FALSE(table.add(2, video("0", {{.ssrc = Ssrc(20)}})).ok());
  CHECK(table.find(Ssrc(20)) == nullptr);
  CHECK(table.mids().size() == 1);
}

TEST_CASE("StreamTable refuses a second receiver that only a payload type could tell apart") {
  StreamTable table;
  REQUIRE(table.add(1, video("", kUnsignalled)).ok());

  CHECK_FALSE(table.add(2, video("", kUnsignalled)).ok());
}

TEST_CASE("StreamTable forgets a receiver with all it has learnt") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", kUnsignalled)).ok());
  REQUIRE(table.learn(Ssrc(20), {kVp8, "0", "", ""}).has_value());

  table.remove(1);

  CHECK(table.find(Ssrc(20)) == nullptr);
  CHECK(table.mids().empty());
  CHECK(table.payloadTypes().empty());
  CHECK_FALSE(table.learn(Ssrc(20), {kVp8, "0", "", ""}).has_value());
}

TEST_CASE("StreamTable takes no packet without a RID where encodings have them") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(table.learn(Ssrc(20), {kVp8, "0", "lo", ""}).has_value());

  CHECK_FALSE(table.learn(Ssrc(30), {kVp8, "0", "", ""}).has_value());
  CHECK_FALSE(table.learn(Ssrc(31), {kRtx, "0", "", ""}).has_value());
  CHECK(*table.find(Ssrc(20)) == StreamKey{1, 0, false});
}

TEST_CASE("StreamTable keeps what it learnt over an update, at the place of the RID") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(table.learn(Ssrc(20), {kVp8, "0", "lo", ""}).has_value());
  REQUIRE(table.learn(Ssrc(21), {kRtx, "0", "", "lo"}).has_value());
  REQUIRE(table.learn(Ssrc(22), {kVp8, "0", "hi", ""}).has_value());

  REQUIRE(table.update(1, video("0", {{.rid = "mi"}, {.rid = "lo"}})).ok());

  CHECK(*table.find(Ssrc(20)) == StreamKey{1, 1, false});
  CHECK(*table.find(Ssrc(21)) == StreamKey{1, 1, true});
  CHECK(table.find(Ssrc(22)) == nullptr);
}

TEST_CASE("StreamTable keeps what it learnt of a receiver without RIDs") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", kUnsignalled)).ok());
  REQUIRE(table.learn(Ssrc(20), {kVp8, "0", "", ""}).has_value());

  REQUIRE(table.update(1, video("0", kUnsignalled)).ok());

  CHECK(*table.find(Ssrc(20)) == StreamKey{1, 0, false});
}

TEST_CASE("StreamTable forgets an SSRC where signalling names another") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(table.learn(Ssrc(20), {kVp8, "0", "lo", ""}).has_value());

  REQUIRE(table.update(1, video("0", {{.ssrc = Ssrc(40), .rid = "lo"}, {.rid = "hi"}})).ok());

  CHECK(table.find(Ssrc(20)) == nullptr);
  CHECK(*table.find(Ssrc(40)) == StreamKey{1, 0, false});
}

TEST_CASE("StreamTable keeps nothing that was signalled and is no more") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(1), .rtxSsrc = Ssrc(2)}})).ok());

  REQUIRE(table.update(1, video("0", {{.ssrc = Ssrc(3)}})).ok());

  CHECK(table.ssrcs().size() == 1);
  CHECK(table.find(Ssrc(3)) != nullptr);
}

TEST_CASE("StreamTable stays as it was when an update collides") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(table.add(2, video("1", {{.ssrc = Ssrc(50)}})).ok());
  REQUIRE(table.learn(Ssrc(20), {kVp8, "0", "lo", ""}).has_value());

  CHECK_FALSE(table.update(1, video("0", {{.ssrc = Ssrc(50), .rid = "lo"}})).ok());

  CHECK(*table.find(Ssrc(20)) == StreamKey{1, 0, false});
  CHECK(*table.find(Ssrc(50)) == StreamKey{2, 0, false});
  CHECK(table.learn(Ssrc(22), {kVp8, "0", "hi", ""}).has_value());
}

}  // namespace
