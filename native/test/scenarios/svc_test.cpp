// Stories of one VP9 stream with spatial layers, of which viewers get some.
#include <array>

#include "codecs/vp9.h"
#include "rtcp/pli.h"
#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace std::chrono_literals;
using namespace sfu;
using test::Participant;
using test::Room;

namespace {

constexpr Ssrc kAlice{1000};
constexpr Ssrc kAtBob{2000};
constexpr uint8_t kLayers = 3;

/// A picture as a viewer got it.
struct Picture {
  uint32_t timestamp = 0;
  std::vector<int> layers;
  bool isEnded = false;  // by a marker, with nothing behind it
};

class Stage {
 public:
  explicit Stage(uint64_t seed, bool isKeySvc = false)
      : room(seed), alice(room.join("alice")), bob(room.join("bob")), isKeySvc_(isKeySvc) {
    room.pass(1s);
    router::ReceiverParameters receiver;
    receiver.kind = router::MediaKind::kVideo;
    receiver.codecs = {
        {.payloadType = Room::kVp8, .codec = codecs::Codec::kVp9, .clockRate = 90000, .pli = true}};
    receiver.encodings = {{.ssrc = kAlice, .rtxSsrc = {}, .fecSsrc = {}, .rid = ""}};
    REQUIRE(room.roster().createReceiver("alice", "alice", receiver).ok());
  }

  void view(const streams::LayerLimits& limits) { room.view("bob", "alice", kAtBob, limits); }
  void setLayers(const streams::LayerLimits& limits) {
    REQUIRE(room.roster().setSenderLayers("bob<alice", limits, room.turn()).ok());
  }

  /// One packet for each layer of a picture.
  void sendPicture(bool isKeyFrame = false) {
    ++pictureId_;
    for (uint8_t layer = 0; layer < kLayers; ++layer) sendLayer(layer, isKeyFrame);
    room.pass(33ms);
  }
  size_t requests() const { return alice.countRtcp(rtcp::Pli::kPacketType, rtcp::Pli::kFormat); }

  /// What bob got; fails at a gap in the sequence numbers.
  std::vector<Picture> pictures() const {
    std::vector<Picture> result;
    std::optional<uint16_t> last;
    for (const auto& packet : bob.rtp) {
      const auto view = rtp::RtpPacketView::parse(packet);
      REQUIRE(view.has_value());
      const auto descriptor = codecs::Vp9Descriptor::parse(view->payload());
      REQUIRE(descriptor.has_value());
      const uint16_t sequence = view->sequenceNumber().value();
      if (last) CHECK(static_cast<uint16_t>(*last + 1) == sequence);
      last = sequence;
      if (result.empty() || result.back().timestamp != view->timestamp()) {
        result.push_back({.timestamp = view->timestamp(), .layers = {}});
      }
      result.back().layers.push_back(descriptor->spatialLayer);
      result.back().isEnded = view->marker();
    }
    for (const Picture& picture : result) CHECK(picture.isEnded);
    return result;
  }

  Room room;
  Participant& alice;
  Participant& bob;

 private:
  void sendLayer(uint8_t layer, bool isKeyFrame) {
    const bool isLast = layer + 1 == kLayers;
    const bool dependsOnLower = layer > 0 && (isKeyFrame || !isKeySvc_);
    std::array<uint8_t, 12> header{};
    ByteWriter writer(header);
    writer.u8(0x80);
    writer.u8(static_cast<uint8_t>((isLast ? 0x80 : 0) | Room::kVp8.value()));
    writer.u16(sequence_++);
    writer.u32(3000u * pictureId_);
    writer.u32(kAlice.value());
    std::vector<uint8_t> payload(200);
    ByteWriter body(payload);
    body.u8(static_cast<uint8_t>(0xac | (isKeyFrame ? 0 : 0x40)));  // I, P, L, B, E
    body.u8(pictureId_ & 0x7f);
    body.u8(static_cast<uint8_t>(layer << 1 | (dependsOnLower ? 1 : 0)));
    body.u8(pictureId_);
    alice.endpoint->sendRtp(header, payload);
    room.flush(alice);
  }

  const bool isKeySvc_;
  uint16_t sequence_ = 65530;
  uint8_t pictureId_ = 0;
};

TEST_CASE("a viewer of fewer spatial layers sees whole pictures without a gap") {
  for (const bool isKeySvc : {false, true}) {
    Stage stage(1, isKeySvc);
    stage.view({.spatialLayer = 1});
    for (int i = 0; i < 20; ++i) stage.sendPicture(i == 0);

    const auto pictures = stage.pictures();
    REQUIRE(pictures.size() == 20);
    for (const Picture& picture : pictures) CHECK(picture.layers == std::vector<int>{0, 1});
  }
}

TEST_CASE("a viewer goes up a spatial layer at a key frame that is asked for") {
  Stage stage(2, true);
  stage.view({.spatialLayer = 0});
  for (int i = 0; i < 5; ++i) stage.sendPicture(i == 0);
  const size_t before = stage.requests();

  stage.setLayers({});
  for (int i = 0; i < 5; ++i) stage.sendPicture();
  CHECK(stage.requests() == before + 1);
  CHECK(stage.pictures().back().layers == std::vector<int>{0});

  stage.sendPicture(true);
  CHECK(stage.pictures().back().layers == std::vector<int>{0, 1, 2});
  stage.sendPicture();
  CHECK(stage.pictures().back().layers == std::vector<int>{0, 1, 2});
}

TEST_CASE("a viewer goes down a spatial layer at once") {
  Stage stage(3);
  stage.view({});
  for (int i = 0; i < 5; ++i) stage.sendPicture(i == 0);
  const size_t before = stage.requests();

  stage.setLayers({.spatialLayer = 0});
  stage.sendPicture();

  CHECK(stage.pictures().back().layers == std::vector<int>{0});
  CHECK(stage.requests() == before);
}

}  // namespace
