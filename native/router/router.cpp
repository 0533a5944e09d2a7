#include "router/router.h"

#include <algorithm>
#include <utility>

#include "router/key_frames.h"
#include "router/rtcp_exchange.h"
#include "rtp/extension_values.h"

namespace sfu::router {

using rtp::ExtensionKind;
using transport::PacketKind;

Router::Router(std::string id, dtls::DtlsContext& dtlsContext, srtp::Cipher& cipher, Random& random,
               Log& log)
    : id_(std::move(id)),
      random_(random),
      log_(log),
      roster_(dtlsContext, cipher, random, log),
      tables_(roster_.tables()) {}

void Router::receive(uint32_t slot, const Route& from, PacketRef packet, const Turn& turn) {
  turn.touch(slot);
  const PacketKind kind = transport(slot).open(from, *packet, turn.now);
  if (kind == PacketKind::kRtp) {
    receiveRtp(slot, std::move(packet), turn);
  } else if (kind == PacketKind::kRtcp) {
    handleRtcp(tables_, slot, packet->bytes(), turn);
  }
}

void Router::handleRouteGone(uint32_t slot, const Route& route, const Turn& turn) {
  turn.touch(slot);
  transport(slot).handleRouteGone(route, turn.now);
}

void Router::receiveRtp(uint32_t slot, PacketRef packet, const Turn& turn) {
  RoomTransport& from = tables_.transports.at(slot);
  const auto view = rtp::RtpPacketView::parse(packet->bytes());
  if (!view) {
    from.verdicts.add(Verdict::kMalformed);
    return;
  }
  const auto extensions = rtp::ParsedExtensions::parse(*view, from.extensions);
  if (const auto value =
          extensions.find(ExtensionKind::kTransportSequenceNumber, packet->bytes())) {
    if (const auto sequence = rtp::transportSequenceNumber(*value)) {
      from.feedback.handlePacket(*sequence, turn.now);
    }
  }
  const auto key = streamOf(from, *view, extensions, turn.now);
  if (!key) {
    // libwebrtc probes on SSRC 0: feedback is due, media is not.
    from.verdicts.add(view->ssrc() == Ssrc(0) ? Verdict::kProbe : Verdict::kUnknownStream);
    return;
  }
  if (!isWithinBitrate(from, view->packet().size(), turn.now)) {
    from.verdicts.add(Verdict::kOverMaxBitrate);
    return;
  }
  from.lastMediaSsrc = view->ssrc();

  Track& track = tables_.tracks.at(key->receiver);
  if (tables_.audioLevels.isEnabled()) measureAudioLevel(key->receiver, *view, extensions);
  track.receiver.accept(*key, std::move(packet), *view, extensions, from.extensions,
                        from.historyBudget, turn.now);
  if (expiresHistoriesAt_ == kNever) expiresHistoriesAt_ = turn.now + kExpiryInterval;
  if (!track.receiver.pending().empty()) turn.agenda.tracks.add(key->receiver);
}

std::optional<StreamKey> Router::streamOf(RoomTransport& transport, const rtp::RtpPacketView& view,
                                          const rtp::ParsedExtensions& extensions, Time now) {
  const auto rid = [&](ExtensionKind kind) {
    const auto value = extensions.find(kind, view.packet());
    return value ? rtp::ridText(*value).value_or("") : std::string_view();
  };
  const auto mid = extensions.find(ExtensionKind::kMid, view.packet());
  const StreamHints hints{.payloadType = view.payloadType(),
                          .mid = mid ? rtp::midText(*mid).value_or("") : std::string_view(),
                          .rid = rid(ExtensionKind::kRid),
                          .repairedRid = rid(ExtensionKind::kRepairedRid)};
  const StreamKey* known = transport.streams.find(view.ssrc());
  if (known && !hints.namesStream()) return *known;
  return transport.streams.learn(view.ssrc(), hints, now, [&](Ssrc holder, const StreamKey& key) {
    return isFlowing(holder, key, now);
  });
}

bool Router::isFlowing(Ssrc ssrc, const StreamKey& key, Time now) const {
  const auto* encoding = tables_.tracks.at(key.receiver).receiver.encoding(key.encoding);
  if (key.isRtx || !encoding || encoding->ssrc != ssrc) return false;
  return now - encoding->stream.lastReceivedAt() < StreamTable::kMinAbsence;
}

bool Router::isWithinBitrate(RoomTransport& transport, size_t size, Time now) {
  if (transport.police.accept(size, now)) return true;
  if (transport.police.takeWarning(now)) {
    log_.warn("rtp", "an endpoint sends more than maxBitrate allows: packets of transport " +
                         transport.transport->id() + " are dropped");
  }
  return false;
}

void Router::measureAudioLevel(uint32_t track, const rtp::RtpPacketView& view,
                               const rtp::ParsedExtensions& extensions) {
  const auto value = extensions.find(ExtensionKind::kAudioLevel, view.packet());
  if (!value) return;
  if (const auto level = rtp::audioLevel(*value)) tables_.audioLevels.add(track, *level);
}

void Router::finishTurn(const Turn& turn) {
  while (const auto slot = turn.agenda.tracks.takeFirst()) {
    forwardPending(tables_.tracks.at(*slot), turn);
  }
  // Settling one transport may touch another: a viewer's request goes on to its publisher.
  while (const auto slot = turn.agenda.transports.takeFirst()) settle(*slot, turn);
}

void Router::forwardPending(Track& track, const Turn& turn) {
  if (track.receiver.isReporting()) reportPending(track.receiver);
  const bool isSimulcast = track.receiver.encodingCount() > 1;
  if (isSimulcast && track.receiver.reviewEncodings(turn.now)) {
    for (const uint32_t slot : track.senders) {
      tables_.senders.at(slot).chooseEncoding(track.receiver.encodingStates());
    }
  }
  for (const uint32_t slot : track.senders) forwardTo(tables_.senders.at(slot), track, turn);
  track.receiver.clearPending();
}

void Router::forwardTo(RtpSender& sender, Track& track, const Turn& turn) {
  transport::WebRtcTransport& to = *tables_.transports.at(sender.transport()).transport;
  if (sender.isPaused() || !to.canSend()) {
    sender.refuse(sender.isPaused() ? Verdict::kPaused : Verdict::kNotConnected,
                  track.receiver.pending().size());
    return;
  }
  for (const AcceptedPacket& packet : track.receiver.pending()) {
    sender.forward(packet, track.receiver, to, turn);
  }
  // After the packets: the key frame may have been among them.
  passKeyFrameWish(tables_, sender, turn);
  if (const auto layers = sender.takeLayersChange()) {
    events_.push_back(SenderLayersChanged{sender.id(), *layers});
  }
}

void Router::reportPending(const RtpReceiver& receiver) {
  for (const AcceptedPacket& packet : receiver.pending()) {
    events_.push_back(PacketAccepted{receiver.id(), packet.buffer});
  }
}

/// Sends what a transport has to say and collects what it has to tell.
void Router::settle(uint32_t slot, const Turn& turn) {
  RoomTransport& entry = tables_.transports.at(slot);
  while (auto event = entry.transport->pollEvent()) {
    const auto* dtls = std::get_if<transport::DtlsStateChanged>(&*event);
    if (dtls && dtls->state == dtls::State::kConnected) handleConnected(entry, turn);
    events_.push_back(TransportChanged{entry.transport->id(), std::move(*event)});
  }
  sendReports(tables_, entry, random_, turn);
  sendFeedback(tables_, entry, turn);
  while (auto datagram = entry.transport->pollTransmit(turn.now)) {
    turn.batch.add(std::move(*datagram));
  }
  entry.dueAt = std::min(entry.transport->nextTimeout(), nextRtcpTimeout(tables_, entry));
  earliest_ = std::min(earliest_, entry.dueAt);
}

/// A viewer that has just connected has seen nothing yet.
void Router::handleConnected(RoomTransport& transport, const Turn& turn) {
  transport.nextReportAt = turn.now + kReportInterval / 10;
  for (const uint32_t slot : transport.senders) {
    const RtpSender& sender = tables_.senders.at(slot);
    if (sender.awaitsKeyFrame()) askForKeyFrame(tables_, sender, turn);
  }
}

void Router::advance(const Turn& turn) {
  const Time now = turn.now;
  if (now < nextTimeout()) return;
  earliest_ = kNever;
  tables_.transports.forEach([&](uint32_t slot, RoomTransport& entry) {
    if (entry.dueAt > now) {
      earliest_ = std::min(earliest_, entry.dueAt);
      return;
    }
    entry.transport->advance(now);
    turn.touch(slot);
  });
  tables_.tracks.forEach([&](uint32_t, Track& track) {
    if (const auto active = track.receiver.pollActivity(now)) {
      events_.push_back(ReceiverActivity{track.receiver.id(), *active});
    }
  });
  tellAudioLevels(now);
  expireHistories(now);
  finishTurn(turn);
}

/// Also those of a publisher that vanished: what nobody sends again must not stay in memory.
void Router::expireHistories(Time now) {
  if (now < expiresHistoriesAt_) return;
  size_t kept = 0;
  tables_.transports.forEach([&](uint32_t, RoomTransport& transport) {
    size_t bytes = 0;
    for (const uint32_t slot : transport.receivers) {
      RtpReceiver& receiver = tables_.tracks.at(slot).receiver;
      receiver.expireHistories(transport.historyBudget, now);
      bytes += receiver.historyBytes();
    }
    // Histories that went with their encodings took nothing off.
    transport.historyBudget.used = bytes;
    kept += bytes;
  });
  expiresHistoriesAt_ = kept > 0 ? now + kExpiryInterval : kNever;
}

void Router::tellAudioLevels(Time now) {
  const auto levels = tables_.audioLevels.takeDue(now);
  if (!levels) return;
  AudioLevelsMeasured measured;
  for (const auto& [track, level] : *levels) {
    measured.entries.push_back({tables_.tracks.at(track).receiver.id(), level});
  }
  events_.push_back(std::move(measured));
}

Time Router::nextTimeout() const {
  return std::min({earliest_, expiresHistoriesAt_, tables_.audioLevels.nextTimeout()});
}

void Router::setAudioLevels(bool enabled, Time now) {
  if (enabled) {
    tables_.audioLevels.enable(now);
  } else {
    tables_.audioLevels.disable();
  }
}

std::optional<RouterEvent> Router::pollEvent() {
  if (events_.empty()) return std::nullopt;
  RouterEvent event = std::move(events_.front());
  events_.pop_front();
  return event;
}

}  // namespace sfu::router
