#include "transport/webrtc_transport.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sfu::transport {

WebRtcTransport::WebRtcTransport(std::string id, ice::Credentials credentials,
                                 dtls::DtlsContext& shared, srtp::Cipher& cipher, Random& random,
                                 Log& log, std::unique_ptr<dtls::DtlsContext> own,
                                 ice::Timeouts timeouts)
    : id_(std::move(id)),
      cipher_(cipher),
      log_(log),
      ice_(std::move(credentials), random, timeouts),
      ownDtlsContext_(std::move(own)),
      dtls_(ownDtlsContext_ ? *ownDtlsContext_ : shared, timeouts.connect) {}

PacketKind WebRtcTransport::open(const Route& from, PacketBuffer& packet, Time now) {
  ++counters_.packetsReceived;
  counters_.bytesReceived += packet.size();
  const PacketKind kind = classify(packet.bytes());
  if (kind != PacketKind::kStun) traffic_.handleReceived(from, packet.size(), now);
  switch (kind) {
    case PacketKind::kStun:
      return openStun(from, packet, now);
    case PacketKind::kDtls:
      handleDtls(from, packet.bytes(), now);
      return PacketKind::kDtls;
    case PacketKind::kRtp:
    case PacketKind::kRtcp:
      return openSrtp(kind, from, packet, now);
    case PacketKind::kUnknown:
      ++counters_.unknownPackets;
  }
  return PacketKind::kUnknown;
}

PacketKind WebRtcTransport::openStun(const Route& from, PacketBuffer& packet, Time now) {
  ++counters_.stunPackets;
  counters_.stunBytes += packet.size();
  const uint64_t validBefore = ice_.counters().requests;
  ice_.handleMessage(from, packet.bytes(), now);
  if (ice_.counters().requests > validBefore) {
    traffic_.handleCheck(from);
    sendRoute_.handleReceived(from, packet.size());
  }
  handleIceEvents(now);
  verifyRoute(now);
  return PacketKind::kStun;
}

PacketKind WebRtcTransport::openSrtp(PacketKind kind, const Route& from, PacketBuffer& packet,
                                     Time now) {
  if (!srtpReceiver_) {
    ++counters_.earlyPackets;
    return PacketKind::kUnknown;
  }
  if (!ice_.accepts(from)) {
    ++counters_.packetsWithoutConsent;
    return PacketKind::kUnknown;
  }
  size_t size = packet.size();
  const auto outcome = kind == PacketKind::kRtp ? srtpReceiver_->unprotectRtp(packet.data(), size)
                                                : srtpReceiver_->unprotectRtcp(packet.data(), size);
  switch (outcome) {
    case srtp::SrtpReceiver::Outcome::kOk:
      packet.resize(size);
      handleAuthentic(from, now);
      return kind;
    case srtp::SrtpReceiver::Outcome::kReplayed:
      ++counters_.replayedPackets;
      break;
    case srtp::SrtpReceiver::Outcome::kUnauthentic:
      ++counters_.unauthenticPackets;
      break;
  }
  return PacketKind::kUnknown;
}

void WebRtcTransport::handleDtls(const Route& from, Bytes datagram, Time now) {
  if (!ice_.accepts(from)) {
    ++counters_.packetsWithoutConsent;
    return;
  }
  sendRoute_.handleReceived(from, datagram.size());
  const uint64_t authenticBefore = dtls_.counters().authenticRecords;
  dtls_.handleDatagram(datagram, now);
  handleDtlsEvents();
  if (dtls_.counters().authenticRecords > authenticBefore) handleAuthentic(from, now);
}

/// Nobody but the endpoint can have made what came, and it is no replay: it lives at `from`.
void WebRtcTransport::handleAuthentic(const Route& from, Time now) {
  ice_.handleSign(from, now);
  handleIceEvents(now);
  sendRoute_.prove(from);
  followSendRoute();
}

void WebRtcTransport::connect(RemoteParameters remote, Time now) {
  role_ = remote.role;
  dtls_.setRemoteFingerprints(std::move(remote.fingerprints));
  ice_.expectChecks(now);
  if (ice_.selectedRoute()) startDtls(now);
}

void WebRtcTransport::restartIce(ice::Credentials credentials, Time now) {
  ice_.restart(std::move(credentials), now);
  handleIceEvents(now);
}

void WebRtcTransport::startDtls(Time now) {
  if (dtlsStarted_) return;
  dtlsStarted_ = true;
  events_.push_back(DtlsStateChanged{dtls::State::kConnecting, {}, {}});
  dtls_.start(*role_, now);
  handleDtlsEvents();
}

void WebRtcTransport::close() {
  if (dtls_.state() == dtls::State::kConnected) dtls_.close();
}

void WebRtcTransport::handleRouteGone(const Route& route, Time now) {
  sendRoute_.forget(route);
  ice_.handleRouteGone(route, now);
  handleIceEvents(now);
  followSendRoute();
}

void WebRtcTransport::handleIceEvents(Time now) {
  while (auto event = ice_.pollEvent()) {
    if (const auto* changed = std::get_if<ice::StateChanged>(&*event)) {
      // There is no route left to send by.
      if (changed->state == ice::State::kDisconnected) {
        sendRoute_.deselect();
        log_.debug("ice", "the endpoint's consent has ended");
      }
      if (iceState_.put({changed->state})) ++counters_.mergedEvents;
    } else if (const auto* selected = std::get_if<ice::RouteSelected>(&*event)) {
      handleSelected(selected->route, now);
    } else {
      sendRoute_.prove(std::get<ice::RouteVerified>(*event).route);
      followSendRoute();
    }
  }
  tellIceEvents(now);
}

void WebRtcTransport::handleSelected(const Route& route, Time now) {
  const auto& old = sendRoute_.current();
  const auto oldSign = old ? ice_.lastSignAt(*old) : std::nullopt;
  const bool oldIsAlive = oldSign && *oldSign + ice::CheckedRoutes::kMinSilence > now;
  sendRoute_.select(route, oldIsAlive, now);
  followSendRoute();
  if (route_.put({route})) ++counters_.mergedEvents;
  tellIceEvents(now);
  if (role_) startDtls(now);
}

/// Once there are keys: before, the handshake proves more with the same bytes.
void WebRtcTransport::verifyRoute(Time now) {
  const auto& selected = ice_.selectedRoute();
  if (!srtpReceiver_ || !selected) return;
  if (sendRoute_.isProven(*selected)) return ice_.stopVerifying();
  ice_.verify(now);
}

void WebRtcTransport::followSendRoute() {
  const auto& current = sendRoute_.current();
  if (!current || destination_.route == *current) return;
  destination_.route = *current;
  traffic_.select(*current);
}

void WebRtcTransport::tellIceEvents(Time now) {
  if (auto route = route_.take(now)) events_.push_back(std::move(*route));
  if (auto state = iceState_.take(now)) events_.push_back(*state);
}

void WebRtcTransport::handleDtlsEvents() {
  while (auto event = dtls_.pollEvent()) {
    if (auto* connected = std::get_if<dtls::Connected>(&*event)) {
      takeKeys(connected->keys);
      events_.push_back(DtlsStateChanged{
          dtls::State::kConnected, std::move(connected->remoteCertificatePem), {}});
    } else if (auto* failed = std::get_if<dtls::Failed>(&*event)) {
      log_.warn("dtls", "handshake failed: " + failed->reason);
      events_.push_back(DtlsStateChanged{dtls::State::kFailed, {}, std::move(failed->reason)});
    } else {
      events_.push_back(DtlsStateChanged{dtls::State::kClosed, {}, {}});
    }
  }
}

void WebRtcTransport::takeKeys(const crypto::SrtpKeys& keys) {
  auto receiver = srtp::SrtpReceiver::create(keys);
  auto sender = srtp::SrtpSender::create(keys.profile, keys.local, cipher_);
  if (!receiver || !sender) {
    log_.error("srtp", "the negotiated keys were refused");
    return;
  }
  srtpReceiver_ = std::move(*receiver);
  srtpSender_ = std::move(*sender);
  destination_.srtp = srtpSender_.get();
  destination_.overhead = srtpSender_->overhead();
}

void WebRtcTransport::sendRtcp(Bytes compound, EgressBatch& batch, Time now) {
  if (!canSend() || compound.size() > kMaxRtcpSize) return;
  Datagram datagram{destination_.route, std::vector<uint8_t>(compound.size() + kRtcpOverhead)};
  std::copy(compound.begin(), compound.end(), datagram.bytes.begin());
  size_t size = compound.size();
  if (!srtpReceiver_->protectRtcp(datagram.bytes.data(), size, datagram.bytes.size())) return;
  datagram.bytes.resize(size);
  if (!sendRoute_.take(size)) return;
  countSent(size, now);
  batch.add(std::move(datagram));
}

void WebRtcTransport::advance(Time now) {
  ice_.handleTimeout(now);
  handleIceEvents(now);
  if (sendRoute_.handleTimeout(now)) followSendRoute();
  verifyRoute(now);
  dtls_.handleTimeout(now);
  handleDtlsEvents();
}

Time WebRtcTransport::nextTimeout() const {
  return std::min({ice_.nextTimeout(), sendRoute_.nextTimeout(), dtls_.nextTimeout(),
                   iceState_.nextTimeout(), route_.nextTimeout()});
}

std::optional<Datagram> WebRtcTransport::pollTransmit(Time now) {
  if (auto answer = ice_.pollTransmit()) {
    if (ice_.accepts(answer->route)) sendRoute_.handleAnswer(answer->route, answer->bytes.size());
    return answer;
  }
  if (auto check = ice_.pollOwnCheck(now); check && ice_.hasConsent(check->route)) {
    if (sendRoute_.take(check->route, check->bytes.size())) return check;
  }
  if (!sendRoute_.current()) return std::nullopt;
  if (!heldDtls_) heldDtls_ = dtls_.pollTransmit();
  if (!heldDtls_ || !sendRoute_.hasRoomFor(heldDtls_->size())) return std::nullopt;
  sendRoute_.take(heldDtls_->size());
  countSent(heldDtls_->size(), now);
  Datagram datagram{*sendRoute_.current(), std::move(*heldDtls_)};
  heldDtls_.reset();
  return datagram;
}

std::optional<TransportEvent> WebRtcTransport::pollEvent() {
  if (events_.empty()) return std::nullopt;
  TransportEvent event = std::move(events_.front());
  events_.pop_front();
  return event;
}

}  // namespace sfu::transport
