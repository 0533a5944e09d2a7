#include "test/kit/room.h"

#include <algorithm>
#include <array>

#include "rtcp/compound.h"
#include "rtp/rtp_packet_view.h"
#include "test/kit/check.h"

namespace sfu::test {

namespace {

Time epoch() {
  return Time(std::chrono::hours(24 * 365 * 50));
}

std::unique_ptr<crypto::Certificate> makeCertificate(Random& random) {
  return std::make_unique<crypto::Certificate>(
      std::move(*crypto::Certificate::generate(random, epoch())));
}

}  // namespace

std::vector<uint16_t> Participant::sequences(Ssrc ssrc) const {
  std::vector<uint16_t> result;
  for (const auto& packet : rtp) {
    const auto view = rtp::RtpPacketView::parse(packet);
    if (view && view->ssrc() == ssrc) result.push_back(view->sequenceNumber().value());
  }
  return result;
}

size_t Participant::countRtcp(uint8_t packetType, uint8_t count) const {
  size_t found = 0;
  for (const auto& compound : rtcp) {
    rtcp::CompoundReader reader(compound);
    while (const auto item = reader.next()) {
      if (item->packetType == packetType && item->count == count) ++found;
    }
  }
  return found;
}

Room::Room(uint64_t seed) : world(seed) {
  serverCertificate_ = makeCertificate(world.random());
  peerCertificate_ = makeCertificate(world.random());
  serverContext_ = std::move(*dtls::DtlsContext::create(*serverCertificate_));
  peerContext_ = std::move(*dtls::DtlsContext::create(*peerCertificate_));
  cipher_ = srtp::Cipher::create();
  batch_ = std::make_unique<transport::EgressBatch>(*cipher_);
  router_ =
      std::make_unique<router::Router>("room", *serverContext_, *cipher_, world.random(), log_);
  world.add(std::string(kServer),
            {.receive = [this](std::string_view from, Bytes datagram,
                               Time now) { receiveAtServer(from, datagram, now); },
             .nextTimeout = [this] { return router_->nextTimeout(); },
             .handleTimeout =
                 [this](Time now) {
                   router_->advance(router_->turn(now, *batch_));
                   finishTurn(now);
                 }});
}

Room::~Room() {
  router_.reset();
  CHECK(pool_.inUse() == 0);
}

Participant& Room::join(const std::string& name, dtls::Role role, LinkProfile profile) {
  auto made = std::make_unique<Participant>();
  Participant& participant = *made;
  participant.name = name;
  const auto port = static_cast<uint16_t>(5000 + participants_.size());
  participant.route = {Protocol::kUdp, *Address::parse("192.0.2.1", 4000),
                       *Address::parse("192.0.2.2", port)};
  participant.endpoint = std::make_unique<WebRtcEndpoint>(*peerContext_, *cipher_, world.random());
  participants_[name] = std::move(made);
  addToWorld(participant);
  world.linkBoth(name, std::string(kServer), profile);

  const ice::Credentials credentials{name, "a-password-of-32-letters-for-" + name};
  REQUIRE(roster().createTransport(name, credentials).ok());
  const auto ours = role == dtls::Role::kClient ? dtls::Role::kServer : dtls::Role::kClient;
  const auto sha256 = crypto::FingerprintAlgorithm::kSha256;
  REQUIRE(
      roster()
          .connectTransport(
              name,
              {.role = ours, .fingerprints = {{"sha-256", peerCertificate_->fingerprint(sha256)}}},
              turn())
          .ok());
  REQUIRE(roster().setRemoteCredentials(name, participant.endpoint->credentials()).ok());
  participant.endpoint->connect({credentials, serverCertificate_->fingerprint(sha256)}, role,
                                world.now());
  drain(participant);
  return participant;
}

void Room::addToWorld(Participant& participant) {
  world.add(participant.name,
            {.receive =
                 [this, &participant](std::string_view, Bytes datagram, Time now) {
                   std::vector<uint8_t> bytes(datagram.begin(), datagram.end());
                   size_t size = bytes.size();
                   const auto opened =
                       participant.endpoint->handleDatagram(bytes.data(), size, now);
                   bytes.resize(size);
                   using Opened = WebRtcEndpoint::Opened;
                   if (opened == Opened::kRtp) participant.rtp.push_back(std::move(bytes));
                   if (opened == Opened::kRtcp) participant.rtcp.push_back(std::move(bytes));
                   drain(participant);
                 },
             .nextTimeout = [&participant] { return participant.endpoint->nextTimeout(); },
             .handleTimeout =
                 [this, &participant](Time now) {
                   participant.endpoint->handleTimeout(now);
                   drain(participant);
                 }});
}

void Room::drain(Participant& participant) {
  while (const auto datagram = participant.endpoint->pollTransmit()) {
    participant.lastDatagram = *datagram;
    world.send(participant.name, kServer, *datagram);
  }
}

void Room::receiveAtServer(std::string_view from, Bytes datagram, Time now) {
  const Participant& participant = *participants_.find(from)->second;
  const auto slot = roster().transportSlot(participant.name);
  if (!slot) return;
  router_->receive(*slot, participant.route, pool_.copy(datagram), router_->turn(now, *batch_));
  finishTurn(now);
}

void Room::finishTurn(Time now) {
  router_->finishTurn(router_->turn(now, *batch_));
  for (auto runs = batch_->protectNext(); !runs.empty(); runs = batch_->protectNext()) {
    for (const transport::EgressRun& run : runs) {
      bytesTo_[run.route] += run.size;
      const auto to = std::find_if(
          participants_.begin(), participants_.end(),
          [&](const auto& entry) { return entry.second->route.remote == run.route.remote; });
      if (to == participants_.end()) continue;  // nobody is there
      for (size_t at = 0; at < run.size; at += run.segmentSize) {
        const size_t size = std::min<size_t>(run.segmentSize, run.size - at);
        to->second->bytesFromServer += size;
        world.send(kServer, to->first, {run.data + at, size});
      }
    }
  }
}

void Room::publish(const std::string& name, Ssrc ssrc) {
  router::ReceiverParameters parameters;
  parameters.kind = router::MediaKind::kVideo;
  parameters.mid = "m";
  parameters.codecs.push_back({.payloadType = kVp8,
                               .codec = codecs::Codec::kVp8,
                               .clockRate = 90000,
                               .rtxPayloadType = kRtx,
                               .nack = true,
                               .pli = true,
                               .fir = true,
                               .remb = true});
  parameters.encodings.push_back(
      {.ssrc = ssrc, .rtxSsrc = Ssrc(ssrc.value() + 1), .fecSsrc = {}, .rid = {}});
  parameters.extensions.set(rtp::ExtensionKind::kMid, kMidId);
  parameters.extensions.set(rtp::ExtensionKind::kTransportSequenceNumber, kTransportSequenceId);
  REQUIRE(roster().createReceiver(name, name, std::move(parameters)).ok());
}

void Room::view(const std::string& viewer, const std::string& publisher, Ssrc ssrc,
                const streams::LayerLimits& limits) {
  router::SenderParameters parameters;
  parameters.kind = router::MediaKind::kVideo;
  parameters.mid = "7";
  parameters.ssrc = ssrc;
  parameters.rtxSsrc = Ssrc(ssrc.value() + 1);
  parameters.cname = publisher;
  parameters.codecs.push_back({.receiverPayloadType = kVp8,
                               .payloadType = PayloadType(120),
                               .rtxPayloadType = PayloadType(121),
                               .nack = true});
  parameters.extensions.set(rtp::ExtensionKind::kMid, 1);
  REQUIRE(roster()
              .createSender(viewer + "<" + publisher, publisher, viewer, std::move(parameters),
                            limits, false, turn())
              .ok());
  finishTurn(world.now());
}

uint16_t Room::sendVideo(Participant& from, Ssrc ssrc, bool isKeyFrame, size_t size) {
  std::array<uint8_t, 20> header{};
  ByteWriter writer(header);
  writer.u8(0x90);
  writer.u8(0x80 | kVp8.value());  // one packet a frame
  writer.u16(from.nextSequence);
  writer.u32(from.nextTimestamp);
  writer.u32(ssrc.value());
  writer.u16(0xbede);
  writer.u16(1);
  writer.u8(kTransportSequenceId << 4 | 1);
  writer.u16(from.nextSequence);
  writer.u8(0);
  from.nextTimestamp += 3000;

  std::vector<uint8_t> payload(size, static_cast<uint8_t>(from.nextSequence));
  payload[0] = 0x10;                   // VP8 descriptor: start of a partition
  payload[1] = isKeyFrame ? 0 : 0x01;  // VP8 payload header: the inverse key frame bit
  from.endpoint->sendRtp(header, payload);
  drain(from);
  return from.nextSequence++;
}

void Room::sendRtcp(Participant& from, Bytes compound) {
  from.endpoint->sendRtcp(compound);
  drain(from);
}

void Room::inject(const Participant& as, const Route& route, Bytes datagram) {
  const auto slot = roster().transportSlot(as.name);
  REQUIRE(slot.has_value());
  router_->receive(*slot, route, pool_.copy(datagram), turn());
  finishTurn(world.now());
}

uint64_t Room::bytesTo(const Route& route) const {
  const auto found = bytesTo_.find(route);
  return found == bytesTo_.end() ? 0 : found->second;
}

std::vector<router::RouterEvent> Room::events() {
  std::vector<router::RouterEvent> result;
  while (auto event = router_->pollEvent()) result.push_back(std::move(*event));
  return result;
}

}  // namespace sfu::test
