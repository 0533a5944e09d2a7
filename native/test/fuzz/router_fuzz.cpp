// A whole room: a publisher and two viewers who have their keys and use them for whatever comes to
// their minds, with requests of the application in between, over time.
#include <memory>
#include <span>

#include "base/assert.h"
#include "test/fuzz/fuzz_kit.h"
#include "test/kit/room.h"

using namespace sfu;
using namespace sfu::test;
using router::Roster;

namespace {

constexpr Ssrc kPublished{0x1111};
constexpr Ssrc kViewed{0x2222};

/// One item whose length field is right, so that what is in it is looked at.
void appendItem(Story& story, std::vector<uint8_t>& compound) {
  const uint8_t types[] = {200, 201, 202, 203, 204, 205, 206, 207};
  std::vector<uint8_t> body = story.vector();
  body.resize(body.size() / 4 * 4);
  // Mostly about streams that there are.
  if (body.size() >= 8 && (story.byte() & 3)) {
    const uint32_t about = story.byte() & 1 ? kViewed.value() : kPublished.value() + story.below(2);
    for (size_t i = 0; i < 4; ++i) body[4 + i] = static_cast<uint8_t>(about >> (24 - 8 * i));
  }
  const size_t words = body.size() / 4;
  compound.push_back(static_cast<uint8_t>(0x80 | story.below(32)));
  compound.push_back(types[story.below(8)]);
  compound.push_back(static_cast<uint8_t>(words >> 8));
  compound.push_back(static_cast<uint8_t>(words));
  compound.insert(compound.end(), body.begin(), body.end());
}

std::vector<uint8_t> compoundOf(Story& story) {
  std::vector<uint8_t> compound{0x80, 201, 0, 1, 0, 0, 0, 1};
  for (uint8_t count = story.below(4); count > 0; --count) appendItem(story, compound);
  return compound;
}

/// Twelve bytes that are a header, then anything.
void sendWildRtp(Story& story, Room& room, Participant& from) {
  std::vector<uint8_t> header(12);
  ByteWriter writer(header);
  writer.u8(0x80 | (story.byte() & 0x3f));
  const uint8_t types[] = {96, 97, static_cast<uint8_t>(96 | 0x80), story.byte()};
  writer.u8(types[story.below(4)]);
  writer.u16(story.byte() & 1 ? from.nextSequence++ : story.two());
  writer.u32(story.four());
  writer.u32(story.byte() & 3 ? kPublished.value() + story.below(2) : story.four());
  std::vector<uint8_t> rest = story.vector();
  // The extensions and contributors that the first byte announces have to be there to be protected.
  rest.resize(rest.size() + 4 * 15 + 4);
  if (header[0] & 0x10) {
    const size_t at = 4u * (header[0] & 0x0f);
    rest[at] = 0xbe;
    rest[at + 1] = 0xde;
    rest[at + 2] = 0;
    rest[at + 3] = static_cast<uint8_t>((rest.size() - at - 4) / 4 & story.byte());
  }
  const size_t csrcs = 4u * (header[0] & 0x0f);
  const size_t words = header[0] & 0x10 ? rest[csrcs + 3] : 0;
  const size_t moved = csrcs + (header[0] & 0x10 ? 4 + 4 * words : 0);
  header.insert(header.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(moved));
  rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(moved));
  from.endpoint->sendRtp(header, rest);
  room.flush(from);
}

void request(Story& story, Room& room) {
  auto& roster = room.roster();
  const auto turn = room.turn();
  const streams::LayerLimits limits{.spatialLayer = story.byte(),
                                    .temporalLayer = story.byte(),
                                    .maxBitrate = Bitrate::bps(story.four())};
  switch (story.below(10)) {
    case 0:
      (void)roster.setSenderLayers("viewer<alice", limits, turn);
      break;
    case 1:
      (void)roster.pauseSender("viewer<alice");
      break;
    case 2:
      (void)roster.resumeSender("viewer<alice", turn);
      break;
    case 3:
      (void)roster.closeSender("second<alice", turn);
      break;
    case 4:
      (void)roster.requestKeyFrame("alice", turn);
      break;
    case 5:
      (void)roster.setRtpEvents("alice", story.byte() & 1, turn);
      break;
    case 6:
      (void)roster.setMaxBitrate("alice", Bitrate::bps(story.four()), turn);
      break;
    case 7:
      room.router().setAudioLevels(story.byte() & 1, room.world.now());
      break;
    case 8:
      (void)roster.closeReceiver("alice", turn);
      break;
    case 9:
      (void)roster.closeTransport(story.byte() & 1 ? "second" : "alice", turn);
      break;
  }
}

void step(Story& story, Room& room, std::span<Participant* const> all) {
  Participant& one = *all[story.below(3)];
  switch (story.below(10)) {
    case 0:
    case 1:
      room.sendVideo(*all[0], kPublished, story.byte() & 1, 10 + story.byte());
      break;
    case 2:
    case 3:
      sendWildRtp(story, room, one);
      break;
    case 4:
    case 5:
    case 6:
      room.sendRtcp(one, compoundOf(story));
      break;
    case 7:
      room.pass(std::min<Duration>(story.duration(), std::chrono::seconds(10)));
      break;
    case 8:
      request(story, room);
      break;
    case 9:
      if (room.roster().transportSlot(one.name)) room.inject(one, story.vector());
      break;
  }
}

/// The handshakes of a room cost more than a story in it, so that several inputs share one.
struct Stage {
  Stage() {
    room.publish("alice", kPublished);
    room.view("viewer", "alice", kViewed);
    room.view("second", "alice", kViewed);
    room.pass(std::chrono::milliseconds(500));
    for (Participant* one : all) SFU_ASSERT(one->endpoint->isConnected());
  }

  Room room{1};
  Participant* const all[3] = {&room.join("alice"), &room.join("viewer"), &room.join("second")};
  int stories = 0;
};

bool isWorn(Stage& stage) {
  const Roster& roster = stage.room.roster();
  return stage.stories >= 50 || roster.transportIds().size() < 3 || !roster.receiverSlot("alice");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static std::unique_ptr<Stage> stage;
  if (!stage || isWorn(*stage)) stage = std::make_unique<Stage>();
  ++stage->stories;
  Story story({data, size});
  for (int i = 0; i < 64 && !story.isOver(); ++i) step(story, stage->room, stage->all);
  stage->room.pass(std::chrono::seconds(1));
  (void)stage->room.events();
  return 0;
}
