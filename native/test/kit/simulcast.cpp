#include "test/kit/simulcast.h"

#include <algorithm>
#include <array>
#include <set>

#include "codecs/vp8.h"
#include "rtcp/compound.h"
#include "rtcp/pli.h"
#include "rtcp/sender_report.h"
#include "streams/media_clock.h"
#include "test/kit/check.h"

namespace sfu::test {

namespace {

constexpr size_t kPacketSize = 1000;
constexpr size_t kDescriptorSize = 6;
constexpr std::array<uint8_t, 4> kPattern{0, 2, 1, 2};
// The clock of the publisher is not ours.
constexpr Duration kClockDifference = std::chrono::seconds(12345);

}  // namespace

SimulcastSource::SimulcastSource(Room& room, Participant& from, std::vector<size_t> frameSizes)
    : room_(room), from_(from) {
  const std::array<const char*, 3> rids{"lo", "mi", "hi"};
  for (size_t i = 0; i < frameSizes.size(); ++i) {
    encodings_.push_back({.ssrc = Ssrc(static_cast<uint32_t>(5000 + 10 * i)),
                          .rid = rids[i],
                          .frameSize = frameSizes[i],
                          .sequence = static_cast<uint16_t>(room.world.random().u32()),
                          .timestampBase = room.world.random().u32(),
                          .pictureId = static_cast<uint16_t>(room.world.random().u32() & 0x7fff),
                          .tl0PicIdx = static_cast<uint8_t>(room.world.random().u32())});
  }
}

router::ReceiverParameters SimulcastSource::parameters(bool byRid) const {
  router::ReceiverParameters parameters;
  parameters.kind = router::MediaKind::kVideo;
  parameters.mid = "m";
  parameters.codecs.push_back({.payloadType = Room::kVp8,
                               .codec = codecs::Codec::kVp8,
                               .clockRate = 90000,
                               .rtxPayloadType = Room::kRtx,
                               .nack = true,
                               .pli = true,
                               .fir = true,
                               .remb = true});
  for (const Encoding& encoding : encodings_) {
    router::ReceiverEncoding signalled;
    if (!byRid) {
      signalled.ssrc = encoding.ssrc;
      signalled.rtxSsrc = Ssrc(encoding.ssrc.value() + 1);
    } else {
      signalled.rid = encoding.rid;
    }
    parameters.encodings.push_back(signalled);
  }
  parameters.extensions.set(rtp::ExtensionKind::kMid, Room::kMidId);
  parameters.extensions.set(rtp::ExtensionKind::kRid, kRidId);
  parameters.extensions.set(rtp::ExtensionKind::kRepairedRid, kRepairedRidId);
  return parameters;
}

void SimulcastSource::publish(bool byRid) {
  isNaming_ = byRid;
  REQUIRE(room_.roster().createReceiver(from_.name, from_.name, parameters(byRid)).ok());
}

void SimulcastSource::start(size_t encoding, bool withKeyFrame) {
  encodings_[encoding].isSending = true;
  encodings_[encoding].wantsKeyFrame = withKeyFrame;
}

void SimulcastSource::sendFrame() {
  takeRequests();
  for (Encoding& encoding : encodings_) {
    if (encoding.isSending) sendFrame(encoding);
  }
  room_.pass(kFrameInterval);
}

void SimulcastSource::sendFor(Duration duration) {
  const Time end = room_.world.now() + duration;
  while (room_.world.now() < end) sendFrame();
}

void SimulcastSource::sendReports() {
  for (const Encoding& encoding : encodings_) {
    std::array<uint8_t, 64> buffer{};
    ByteWriter writer(buffer);
    rtcp::SenderReport{.sender = encoding.ssrc,
                       .ntp = NtpTime::from(room_.world.now() + kClockDifference),
                       .rtpTimestamp = timestampOf(encoding),
                       .blocks = {}}
        .write(writer);
    room_.sendRtcp(from_, writer.written());
  }
}

size_t SimulcastSource::requests(size_t encoding) const {
  size_t found = 0;
  for (const auto& compound : from_.rtcp) {
    rtcp::CompoundReader reader(compound);
    while (const auto item = reader.next()) {
      if (item->packetType != rtcp::Pli::kPacketType || item->count != rtcp::Pli::kFormat) continue;
      const auto pli = rtcp::Pli::parse(*item);
      if (pli && pli->media == encodings_[encoding].ssrc) ++found;
    }
  }
  return found;
}

void SimulcastSource::takeRequests() {
  for (; rtcpSeen_ < from_.rtcp.size(); ++rtcpSeen_) {
    rtcp::CompoundReader reader(from_.rtcp[rtcpSeen_]);
    while (const auto item = reader.next()) {
      if (item->packetType != rtcp::Pli::kPacketType || item->count != rtcp::Pli::kFormat) continue;
      const auto pli = rtcp::Pli::parse(*item);
      for (Encoding& encoding : encodings_) {
        if (pli && pli->media == encoding.ssrc && !isDeaf_) encoding.wantsKeyFrame = true;
      }
    }
  }
}

uint32_t SimulcastSource::timestampOf(const Encoding& encoding) const {
  return encoding.timestampBase + streams::ticksIn(room_.world.now().time_since_epoch(), 90000);
}

void SimulcastSource::sendFrame(Encoding& encoding) {
  const bool isKeyFrame = std::exchange(encoding.wantsKeyFrame, false);
  if (isKeyFrame) encoding.sinceKey = 0;
  const uint8_t layer = kPattern[encoding.sinceKey % kPattern.size()];
  const bool isSecondTop = encoding.sinceKey % kPattern.size() == 3;
  ++encoding.frame;
  encoding.pictureId = (encoding.pictureId + 1) & 0x7fff;
  if (layer == 0) ++encoding.tl0PicIdx;
  const uint32_t needs = isKeyFrame    ? encoding.frame
                         : isSecondTop ? encoding.lastMiddle
                                       : encoding.lastBase;
  if (layer == 0) encoding.lastBase = encoding.frame;
  if (layer == 1) encoding.lastMiddle = encoding.frame;
  ++encoding.sinceKey;

  for (size_t at = 0; at < encoding.frameSize; at += kPacketSize) {
    const bool isFirst = at == 0;
    std::vector<uint8_t> payload(std::min(kPacketSize, encoding.frameSize - at) + 32);
    ByteWriter writer(payload);
    writer.u8(isFirst ? 0x90 : 0x80);
    writer.u8(0xe0);
    writer.u16(static_cast<uint16_t>(0x8000 | encoding.pictureId));
    writer.u8(encoding.tl0PicIdx);
    writer.u8(static_cast<uint8_t>(layer << 6 | (layer > 0 && !isSecondTop ? 0x20 : 0)));
    writer.u8(isKeyFrame ? 0 : 1);
    writer.u8(static_cast<uint8_t>(&encoding - encodings_.data()));
    writer.u32(encoding.frame);
    writer.u32(needs);
    writer.u8(static_cast<uint8_t>(at / kPacketSize));
    const bool isHeld = isFirst && isKeyFrame && heldFor_ > Duration(0);
    if (isHeld) room_.world.link(from_.name, "server", {.delay = heldFor_, .reorders = true});
    sendPacket(encoding, payload, at + kPacketSize >= encoding.frameSize);
    if (isHeld) room_.world.link(from_.name, "server", {.reorders = true});
  }
}

void SimulcastSource::sendPacket(Encoding& encoding, Bytes payload, bool isLast) {
  std::array<uint8_t, 40> header{};
  ByteWriter writer(header);
  writer.u8(isNaming_ ? 0x90 : 0x80);
  writer.u8(static_cast<uint8_t>((isLast ? 0x80 : 0) | Room::kVp8.value()));
  writer.u16(encoding.sequence++);
  writer.u32(timestampOf(encoding));
  writer.u32(encoding.ssrc.value());
  if (isNaming_) {
    writer.u16(0xbede);
    writer.u16(2);
    writer.u8(Room::kMidId << 4);
    writer.u8('m');
    writer.u8(kRidId << 4 | 1);
    writer.u8(static_cast<uint8_t>(encoding.rid[0]));
    writer.u8(static_cast<uint8_t>(encoding.rid[1]));
    writer.u8(0);
    writer.u16(0);
  }
  from_.endpoint->sendRtp(writer.written(), payload);
  room_.flush(from_);
}

SimulcastStage::SimulcastStage(uint64_t seed, std::vector<size_t> sizes)
    : room(seed),
      alice(room.join("alice")),
      bob(room.join("bob")),
      source(room, alice, std::move(sizes)) {
  room.pass(std::chrono::seconds(1));
}

void SimulcastStage::setLayers(const streams::LayerLimits& limits) {
  REQUIRE(room.roster().setSenderLayers("bob<alice", limits, room.turn()).ok());
}

std::vector<router::PassingLayers> SimulcastStage::layersTold() {
  std::vector<router::PassingLayers> told;
  for (const auto& event : room.events()) {
    const auto* changed = std::get_if<router::SenderLayersChanged>(&event);
    if (changed) told.push_back(changed->layers);
  }
  return told;
}

namespace {

struct Piece {
  int64_t sequence;
  bool marker;
  uint32_t timestamp;
  codecs::Vp8Descriptor descriptor;
  uint8_t encoding;
  uint32_t frame;
  uint32_t needs;
};

std::vector<Piece> piecesOf(const Participant& viewer, Ssrc ssrc) {
  std::vector<Piece> pieces;
  std::optional<uint16_t> last;
  int64_t line = 0;
  for (const auto& packet : viewer.rtp) {
    const auto view = rtp::RtpPacketView::parse(packet);
    REQUIRE(view.has_value());
    if (view->ssrc() != ssrc || view->payload().empty()) continue;
    const uint16_t sequence = view->sequenceNumber().value();
    if (last) line += static_cast<int16_t>(sequence - *last);
    last = sequence;
    const auto descriptor = codecs::Vp8Descriptor::parse(view->payload());
    REQUIRE(descriptor.has_value());
    ByteReader reader(view->payload());
    reader.take(kDescriptorSize + 1);
    const uint8_t encoding = reader.u8();
    const uint32_t frame = reader.u32();
    const uint32_t needs = reader.u32();
    pieces.push_back(
        {line, view->marker(), view->timestamp(), *descriptor, encoding, frame, needs});
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.sequence < b.sequence; });
  return pieces;
}

/// Fails where two frames that follow each other do not go on in their numbers.
void checkStep(const ViewedFrame& before, const ViewedFrame& after) {
  CHECK(streams::ticksBetween(before.timestamp, after.timestamp) > 0);
  CHECK(((after.pictureId - before.pictureId) & 0x7fff) == 1);
  const int step = after.temporalLayer == 0 ? 1 : 0;
  CHECK(static_cast<uint8_t>(after.tl0PicIdx - before.tl0PicIdx) == step);
}

}  // namespace

std::vector<ViewedFrame> watch(const Participant& viewer, Ssrc ssrc) {
  std::vector<ViewedFrame> frames;
  std::set<uint32_t> decoded;
  const std::vector<Piece> pieces = piecesOf(viewer, ssrc);
  for (size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    if (i > 0) CHECK(piece.sequence == pieces[i - 1].sequence + 1);
    const bool isNew = frames.empty() || frames.back().encoding != piece.encoding ||
                       frames.back().frame != piece.frame;
    if (!isNew) {
      CHECK(piece.timestamp == frames.back().timestamp);
      CHECK(piece.descriptor.pictureId == frames.back().pictureId);
      frames.back().isWhole = piece.marker;
      continue;
    }
    CHECK(piece.descriptor.startsPartition);
    const bool isOther = frames.empty() || frames.back().encoding != piece.encoding;
    ViewedFrame frame{.encoding = piece.encoding,
                      .frame = piece.frame,
                      .isKeyFrame = piece.descriptor.isKeyFrame,
                      .temporalLayer = piece.descriptor.temporalLayer,
                      .timestamp = piece.timestamp,
                      .pictureId = piece.descriptor.pictureId,
                      .tl0PicIdx = piece.descriptor.tl0PicIdx,
                      .isWhole = piece.marker};
    if (isOther) CHECK(frame.isKeyFrame);
    if (frame.isKeyFrame) decoded.clear();
    CAPTURE(frame.frame);
    CHECK((frame.isKeyFrame || decoded.contains(piece.needs)));
    decoded.insert(frame.frame);
    if (!frames.empty()) checkStep(frames.back(), frame);
    frames.push_back(frame);
  }
  return frames;
}

std::vector<int> stretches(const std::vector<ViewedFrame>& frames) {
  std::vector<int> result;
  for (const ViewedFrame& frame : frames) {
    if (result.empty() || result.back() != frame.encoding) result.push_back(frame.encoding);
  }
  return result;
}

}  // namespace sfu::test
