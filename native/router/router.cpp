// The path of a packet through a room, and the passing of time. Requests are in
// router_requests.cpp.
#include "router/router.h"

#include <algorithm>
#include <utility>

#include "router/rtcp_exchange.h"
#include "rtp/extension_values.h"

namespace sfu::router {

using rtp::ExtensionKind;
using transport::PacketKind;

Router::Router(std::string id, dtls::DtlsContext& dtlsContext, srtp::Cipher& cipher, Random& random,
               Log& log)
    : id_(std::move(id)), dtlsContext_(dtlsContext), cipher_(cipher), random_(random), log_(log) {}

void Router::receive(uint32_t slot, const Route& from, PacketRef packet, Time now,
                     transport::EgressBatch& batch) {
  touch(slot);
  const PacketKind kind = transport(slot).open(from, *packet, now);
  if (kind == PacketKind::kRtp) {
    receiveRtp(slot, std::move(packet), now);
  } else if (kind == PacketKind::kRtcp) {
    handleRtcp(tables_, slot, packet->bytes(), now, batch, touched_);
  }
}

void Router::handleRouteGone(uint32_t slot, const Route& route, Time now) {
  touch(slot);
  transport(slot).handleRouteGone(route, now);
}

void Router::receiveRtp(uint32_t slot, PacketRef packet, Time now) {
  RoomTransport& from = tables_.transports.at(slot);
  const auto view = rtp::RtpPacketView::parse(packet->bytes());
  if (!view) {
    ++from.malformedRtp;
    return;
  }
  const auto extensions = rtp::ParsedExtensions::parse(*view, from.extensions);
  if (const auto value =
          extensions.find(ExtensionKind::kTransportSequenceNumber, packet->bytes())) {
    if (const auto sequence = rtp::transportSequenceNumber(*value)) {
      from.feedback.handlePacket(*sequence, now);
    }
  }
  const auto key = streamOf(from, *view, extensions);
  if (!key) {
    ++from.unknownStreamPackets;
    return;
  }
  from.lastMediaSsrc = view->ssrc();

  Track& track = tables_.tracks.at(key->receiver);
  if (audioLevels_.isEnabled()) measureAudioLevel(key->receiver, *view, extensions);
  track.receiver.accept(*key, std::move(packet), *view, extensions, from.extensions, now);
  if (!track.receiver.pending().empty() && !track.hasPending) {
    track.hasPending = true;
    pendingTracks_.push_back(key->receiver);
  }
}

std::optional<StreamKey> Router::streamOf(RoomTransport& transport, const rtp::RtpPacketView& view,
                                          const rtp::ParsedExtensions& extensions) {
  if (const StreamKey* known = transport.streams.find(view.ssrc())) return *known;
  // libwebrtc probes on SSRC 0: feedback is due, media is not.
  if (view.ssrc() == Ssrc(0)) return std::nullopt;

  const auto rid = [&](ExtensionKind kind) {
    const auto value = extensions.find(kind, view.packet());
    return value ? rtp::ridText(*value).value_or("") : std::string_view();
  };
  const auto mid = extensions.find(ExtensionKind::kMid, view.packet());
  return transport.streams.learn(view.ssrc(),
                                 {.payloadType = view.payloadType(),
                                  .mid = mid ? rtp::midText(*mid).value_or("") : std::string_view(),
                                  .rid = rid(ExtensionKind::kRid),
                                  .repairedRid = rid(ExtensionKind::kRepairedRid)});
}

void Router::measureAudioLevel(uint32_t track, const rtp::RtpPacketView& view,
                               const rtp::ParsedExtensions& extensions) {
  const auto value = extensions.find(ExtensionKind::kAudioLevel, view.packet());
  if (!value) return;
  if (const auto level = rtp::audioLevel(*value)) audioLevels_.add(track, *level);
}

void Router::finishTurn(Time now, transport::EgressBatch& batch) {
  for (const uint32_t slot : std::exchange(pendingTracks_, {})) {
    if (tables_.tracks.has(slot)) forwardPending(tables_.tracks.at(slot), now, batch);
  }
  // Settling one transport may touch another: a viewer's request goes on to its publisher.
  for (size_t i = 0; i < touched_.size(); ++i) {
    if (tables_.transports.has(touched_[i])) settle(touched_[i], now, batch);
  }
  touched_.clear();
}

void Router::forwardPending(Track& track, Time now, transport::EgressBatch& batch) {
  track.hasPending = false;
  if (track.receiver.isReporting()) reportPending(track.receiver);
  const bool isSimulcast = track.receiver.encodingCount() > 1;
  if (isSimulcast && track.receiver.reviewEncodings(now)) {
    for (const uint32_t slot : track.senders) {
      tables_.senders.at(slot).chooseEncoding(track.receiver);
    }
  }
  for (const uint32_t slot : track.senders) {
    forwardTo(tables_.senders.at(slot), track, now, batch);
  }
  track.receiver.clearPending();
}

void Router::forwardTo(RtpSender& sender, Track& track, Time now, transport::EgressBatch& batch) {
  transport::WebRtcTransport& to = *tables_.transports.at(sender.transport()).transport;
  if (sender.isPaused() || !to.canSend()) return;
  for (const AcceptedPacket& packet : track.receiver.pending()) {
    sender.forward(packet, track.receiver, to, batch, now);
  }
  // After the packets: the key frame may have been among them.
  takeKeyFrameWish(sender, now);
  if (const auto layers = sender.takeLayersChange()) {
    events_.push_back(SenderLayersChanged{sender.id(), *layers});
  }
}

void Router::reportPending(const RtpReceiver& receiver) {
  for (const AcceptedPacket& packet : receiver.pending()) {
    events_.push_back(PacketAccepted{receiver.id(), packet.buffer});
  }
}

void Router::touch(uint32_t transport) {
  RoomTransport& entry = tables_.transports.at(transport);
  if (std::exchange(entry.isTouched, true)) return;
  touched_.push_back(transport);
}

/// Sends what a transport has to say and collects what it has to tell.
void Router::settle(uint32_t slot, Time now, transport::EgressBatch& batch) {
  RoomTransport& entry = tables_.transports.at(slot);
  entry.isTouched = false;
  while (auto event = entry.transport->pollEvent()) {
    const auto* dtls = std::get_if<transport::DtlsStateChanged>(&*event);
    if (dtls && dtls->state == dtls::State::kConnected) handleConnected(entry, now);
    events_.push_back(TransportChanged{entry.transport->id(), std::move(*event)});
  }
  sendReports(tables_, entry, now, random_, batch);
  sendFeedback(tables_, entry, now, batch);
  while (auto datagram = entry.transport->pollTransmit(now)) batch.add(std::move(*datagram));

  entry.dueAt = std::min(entry.transport->nextTimeout(), nextRtcpTimeout(tables_, entry));
  earliest_ = std::min(earliest_, entry.dueAt);
}

/// A viewer that has just connected has seen nothing yet.
void Router::handleConnected(RoomTransport& transport, Time now) {
  transport.nextReportAt = now + kReportInterval / 10;
  for (const uint32_t slot : transport.senders) {
    const RtpSender& sender = tables_.senders.at(slot);
    if (sender.awaitsKeyFrame()) askForKeyFrame(sender, now);
  }
}

void Router::askForKeyFrame(uint32_t track, Time now) {
  RtpReceiver& receiver = tables_.tracks.at(track).receiver;
  receiver.requestKeyFrame(now);
  touch(receiver.transport());
}

void Router::askForKeyFrame(const RtpSender& sender, Time now) {
  RtpReceiver& receiver = tables_.tracks.at(sender.receiver()).receiver;
  receiver.requestKeyFrame(sender.shownEncoding(), now);
  touch(receiver.transport());
}

void Router::takeKeyFrameWish(RtpSender& sender, Time now) {
  const auto encoding = sender.takeKeyFrameWish();
  if (!encoding) return;
  RtpReceiver& receiver = tables_.tracks.at(sender.receiver()).receiver;
  receiver.requestKeyFrame(*encoding, now);
  touch(receiver.transport());
}

void Router::advance(Time now, transport::EgressBatch& batch) {
  if (now < earliest_) return;
  earliest_ = kNever;
  tables_.transports.forEach([&](uint32_t slot, RoomTransport& entry) {
    if (entry.dueAt > now) {
      earliest_ = std::min(earliest_, entry.dueAt);
      return;
    }
    entry.transport->advance(now);
    touch(slot);
  });
  tables_.tracks.forEach([&](uint32_t, Track& track) {
    if (const auto active = track.receiver.pollActivity(now)) {
      events_.push_back(ReceiverActivity{track.receiver.id(), *active});
    }
  });
  if (auto levels = audioLevels_.takeDue(now)) {
    AudioLevelsMeasured measured;
    for (const auto& [track, level] : *levels) {
      measured.entries.push_back({tables_.tracks.at(track).receiver.id(), level});
    }
    events_.push_back(std::move(measured));
  }
  earliest_ = std::min(earliest_, audioLevels_.nextTimeout());
  finishTurn(now, batch);
}

std::optional<RouterEvent> Router::pollEvent() {
  if (events_.empty()) return std::nullopt;
  RouterEvent event = std::move(events_.front());
  events_.pop_front();
  return event;
}

}  // namespace sfu::router
