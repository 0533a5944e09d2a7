#include "router/stream_table.h"

#include "test/kit/check.h"

using namespace sfu;
using router::ReceiverEncoding;
using router::ReceiverParameters;
using router::StreamHints;
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
const Time kStart{std::chrono::seconds(1000)};

/// Nobody sends but the packet that is looked at.
bool isSilent(Ssrc, const StreamKey&) {
  return false;
}
bool isLoud(Ssrc, const StreamKey&) {
  return true;
}

std::optional<StreamKey> learn(StreamTable& table, Ssrc ssrc, const StreamHints& hints,
                               Time now = kStart,
                               bool (*isFlowing)(Ssrc, const StreamKey&) = isSilent) {
  return table.learn(ssrc, hints, now, isFlowing);
}

TEST_CASE("StreamTable finds the streams that signalling named") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10), .rtxSsrc = Ssrc(11)}})).ok());

  CHECK(*table.find(Ssrc(10)) == StreamKey{1, 0, false});
  CHECK(*table.find(Ssrc(11)) == StreamKey{1, 0, true});
  CHECK(table.find(Ssrc(12)) == nullptr);
}

TEST_CASE("StreamTable learns an SSRC by its MID") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", kUnsignalled)).ok());
  REQUIRE(table.add(2, video("1", kUnsignalled)).ok());

  CHECK(learn(table, Ssrc(20), {kVp8, "1", "", ""}) == StreamKey{2, 0, false});
  CHECK(learn(table, Ssrc(21), {kRtx, "1", "", ""}) == StreamKey{2, 0, true});
  CHECK(*table.find(Ssrc(20)) == StreamKey{2, 0, false});
  CHECK_FALSE(learn(table, Ssrc(22), {kVp8, "7", "", ""}).has_value());
  CHECK_FALSE(learn(table, Ssrc(22), {PayloadType(1), "1", "", ""}).has_value());
}

TEST_CASE("StreamTable gives a MID's stream to the SSRC that came last") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}})).ok());

  CHECK(learn(table, Ssrc(20), {kVp8, "0", "", ""}).has_value());
  CHECK(table.find(Ssrc(10)) == nullptr);
  CHECK(table.find(Ssrc(20)) != nullptr);
}

TEST_CASE("StreamTable tells encodings by their RID") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());

  CHECK(learn(table, Ssrc(20), {kVp8, "0", "hi", ""}) == StreamKey{1, 1, false});
  CHECK(learn(table, Ssrc(21), {kRtx, "0", "", "hi"}) == StreamKey{1, 1, true});
  CHECK_FALSE(learn(table, Ssrc(22), {kVp8, "0", "mid", ""}).has_value());
}

TEST_CASE("StreamTable gives a RID's stream to the SSRC that came last") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "hi", ""}).has_value());
  REQUIRE(learn(table, Ssrc(21), {kRtx, "0", "", "hi"}).has_value());

  CHECK(learn(table, Ssrc(30), {kVp8, "0", "hi", ""}, kStart, isLoud) == StreamKey{1, 1, false});
  CHECK(learn(table, Ssrc(31), {kRtx, "0", "", "hi"}, kStart, isLoud) == StreamKey{1, 1, true});
  CHECK(table.find(Ssrc(20)) == nullptr);
  CHECK(table.find(Ssrc(21)) == nullptr);
}

TEST_CASE("StreamTable lets late packets of the old SSRC not throw the new one out") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "hi", ""}).has_value());
  REQUIRE(learn(table, Ssrc(30), {kVp8, "0", "hi", ""}).has_value());
  const Time end = kStart + StreamTable::kMinAbsence;

  CHECK_FALSE(learn(table, Ssrc(20), {kVp8, "0", "hi", ""}, end - Duration(1)).has_value());
  CHECK(table.find(Ssrc(30)) != nullptr);
  CHECK(learn(table, Ssrc(20), {kVp8, "0", "hi", ""}, end).has_value());
}

TEST_CASE("StreamTable moves a known SSRC to the section that its packets name") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}})).ok());
  REQUIRE(table.add(2, video("1", kUnsignalled)).ok());

  CHECK(learn(table, Ssrc(10), {kVp8, "1", "", ""}) == StreamKey{2, 0, false});
  CHECK(*table.find(Ssrc(10)) == StreamKey{2, 0, false});
}

TEST_CASE("StreamTable moves a known SSRC to the encoding that its packets name") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "lo", ""}).has_value());

  CHECK(learn(table, Ssrc(20), {kVp8, "0", "hi", ""}) == StreamKey{1, 1, false});
  CHECK(learn(table, Ssrc(20), {kVp8, "0", "", ""}) == StreamKey{1, 1, false});
}

TEST_CASE("StreamTable takes nothing of a section that is not described yet") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}})).ok());

  CHECK_FALSE(learn(table, Ssrc(10), {kVp8, "1", "", ""}).has_value());
  CHECK_FALSE(learn(table, Ssrc(20), {kVp8, "1", "", ""}).has_value());
  CHECK(*table.find(Ssrc(10)) == StreamKey{1, 0, false});
}

TEST_CASE("StreamTable takes an SSRC unlike the one that was signalled by its payload type") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10), .rtxSsrc = Ssrc(11)}})).ok());

  CHECK(learn(table, Ssrc(20), {kVp8, "", "", ""}) == StreamKey{1, 0, false});
  CHECK(learn(table, Ssrc(21), {kRtx, "", "", ""}) == StreamKey{1, 0, true});
  CHECK(table.find(Ssrc(10)) == nullptr);
}

TEST_CASE("StreamTable gives no stream that flows to another SSRC of its payload type") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}})).ok());

  CHECK_FALSE(learn(table, Ssrc(20), {kVp8, "", "", ""}, kStart, isLoud).has_value());
  CHECK(*table.find(Ssrc(10)) == StreamKey{1, 0, false});
}

TEST_CASE("StreamTable goes by no payload type that two receivers have") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", kUnsignalled)).ok());
  CHECK(table.payloadTypes().size() == 2);
  REQUIRE(table.add(2, video("1", {{.ssrc = Ssrc(10)}})).ok());
  CHECK(table.payloadTypes().empty());

  CHECK_FALSE(learn(table, Ssrc(20), {kVp8, "", "", ""}).has_value());

  table.remove(2);
  CHECK(learn(table, Ssrc(20), {kVp8, "", "", ""}) == StreamKey{1, 0, false});
}

TEST_CASE("StreamTable knows nobody by SSRC 0") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", kUnsignalled)).ok());

  CHECK_FALSE(learn(table, Ssrc(0), {kVp8, "0", "", ""}).has_value());
  CHECK_FALSE(learn(table, Ssrc(0), {kVp8, "", "", ""}).has_value());
}

TEST_CASE("StreamTable lets signalling move an SSRC, and gives it back") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}})).ok());

  REQUIRE(table.add(2, video("1", {{.ssrc = Ssrc(10)}})).ok());
  CHECK(*table.find(Ssrc(10)) == StreamKey{2, 0, false});

  SUBCASE("when the one that took it goes") {
    table.remove(2);
    CHECK(*table.find(Ssrc(10)) == StreamKey{1, 0, false});
  }
  SUBCASE("but not when the one that lost it is told the same again") {
    REQUIRE(table.update(1, video("0", {{.ssrc = Ssrc(10)}})).ok());
    CHECK(*table.find(Ssrc(10)) == StreamKey{2, 0, false});
  }
  SUBCASE("nor when the one that lost it goes") {
    table.remove(1);
    CHECK(*table.find(Ssrc(10)) == StreamKey{2, 0, false});
  }
}

TEST_CASE("StreamTable keeps an SSRC that came in place of the signalled one over an update") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}})).ok());
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "", ""}).has_value());

  REQUIRE(table.update(1, video("0", {{.ssrc = Ssrc(10)}})).ok());

  CHECK(*table.find(Ssrc(20)) == StreamKey{1, 0, false});
  CHECK(table.find(Ssrc(10)) == nullptr);
}

TEST_CASE("StreamTable takes a packet without a RID for none of several encodings") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}, {.ssrc = Ssrc(11)}})).ok());

  CHECK_FALSE(learn(table, Ssrc(20), {kVp8, "0", "", ""}).has_value());
  CHECK_FALSE(learn(table, Ssrc(20), {kVp8, "", "", ""}).has_value());
}

TEST_CASE("StreamTable falls back to the payload type where no MID comes") {
  StreamTable table;
  REQUIRE(table.add(1, video("", kUnsignalled)).ok());

  CHECK(learn(table, Ssrc(20), {kVp8, "", "", ""}) == StreamKey{1, 0, false});
  CHECK_FALSE(learn(table, Ssrc(21), {PayloadType(100), "", "", ""}).has_value());
}

TEST_CASE("StreamTable refuses a receiver whose MID is taken, without a trace of it") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.ssrc = Ssrc(10)}})).ok());

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
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "", ""}).has_value());

  table.remove(1);

  CHECK(table.find(Ssrc(20)) == nullptr);
  CHECK(table.mids().empty());
  CHECK(table.payloadTypes().empty());
  CHECK_FALSE(learn(table, Ssrc(20), {kVp8, "0", "", ""}).has_value());
}

TEST_CASE("StreamTable takes no packet without a RID where encodings have them") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "lo", ""}).has_value());

  CHECK_FALSE(learn(table, Ssrc(30), {kVp8, "0", "", ""}).has_value());
  CHECK_FALSE(learn(table, Ssrc(31), {kRtx, "0", "", ""}).has_value());
  CHECK(*table.find(Ssrc(20)) == StreamKey{1, 0, false});
}

TEST_CASE("StreamTable keeps what it learnt over an update, at the place of the RID") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "lo", ""}).has_value());
  REQUIRE(learn(table, Ssrc(21), {kRtx, "0", "", "lo"}).has_value());
  REQUIRE(learn(table, Ssrc(22), {kVp8, "0", "hi", ""}).has_value());

  REQUIRE(table.update(1, video("0", {{.rid = "mi"}, {.rid = "lo"}})).ok());

  CHECK(*table.find(Ssrc(20)) == StreamKey{1, 1, false});
  CHECK(*table.find(Ssrc(21)) == StreamKey{1, 1, true});
  CHECK(table.find(Ssrc(22)) == nullptr);
}

TEST_CASE("StreamTable keeps what it learnt of a receiver without RIDs") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", kUnsignalled)).ok());
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "", ""}).has_value());

  REQUIRE(table.update(1, video("0", kUnsignalled)).ok());

  CHECK(*table.find(Ssrc(20)) == StreamKey{1, 0, false});
}

TEST_CASE("StreamTable forgets an SSRC where signalling names another") {
  StreamTable table;
  REQUIRE(table.add(1, video("0", {{.rid = "lo"}, {.rid = "hi"}})).ok());
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "lo", ""}).has_value());

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
  REQUIRE(learn(table, Ssrc(20), {kVp8, "0", "lo", ""}).has_value());

  CHECK_FALSE(table.update(1, video("1", {{.ssrc = Ssrc(60), .rid = "lo"}})).ok());

  CHECK(*table.find(Ssrc(20)) == StreamKey{1, 0, false});
  CHECK(table.find(Ssrc(60)) == nullptr);
  CHECK(learn(table, Ssrc(22), {kVp8, "0", "hi", ""}).has_value());
}

}  // namespace
