#include "transport/webrtc_transport.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sfu::transport {

WebRtcTransport::WebRtcTransport(std::string id, ice::Credentials credentials,
                                 dtls::DtlsContext& shared, srtp::Cipher& cipher, Log& log,
                                 std::unique_ptr<dtls::DtlsContext> own)
    : id_(std::move(id)),
      cipher_(cipher),
      log_(log),
      ice_(std::move(credentials)),
      ownDtlsContext_(std::move(own)),
      dtls_(ownDtlsContext_ ? *ownDtlsContext_ : shared) {}

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
      return openSrtp(kind, from, packet);
    case PacketKind::kUnknown:
      ++counters_.unknownPackets;
  }
  return PacketKind::kUnknown;
}

PacketKind WebRtcTransport::openStun(const Route& from, PacketBuffer& packet, Time now) {
  ++counters_.stunPackets;
  counters_.stunBytes += packet.size();
  if (!srtpReceiver_) receivedBeforeKeys_ += packet.size();
  const uint64_t validBefore = ice_.counters().requests;
  ice_.handleMessage(from, packet.bytes(), now);
  if (ice_.counters().requests > validBefore) traffic_.handleCheck(from);
  handleIceEvents(now);
  return PacketKind::kStun;
}

PacketKind WebRtcTransport::openSrtp(PacketKind kind, const Route& from, PacketBuffer& packet) {
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
  if (!srtpReceiver_) receivedBeforeKeys_ += datagram.size();
  dtls_.handleDatagram(datagram, now);
  handleDtlsEvents();
}

void WebRtcTransport::connect(dtls::Role role, std::string algorithm, std::string fingerprint,
                              Time now) {
  role_ = role;
  dtls_.setRemoteFingerprint(std::move(algorithm), std::move(fingerprint));
  if (ice_.selectedRoute()) startDtls(now);
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
  ice_.handleRouteGone(route);
  handleIceEvents(now);
}

void WebRtcTransport::handleIceEvents(Time now) {
  while (auto event = ice_.pollEvent()) {
    if (const auto* changed = std::get_if<ice::StateChanged>(&*event)) {
      // There is no route left to send by.
      if (changed->state == ice::State::kDisconnected) hasConsent_ = false;
      events_.push_back(IceStateChanged{changed->state});
    } else if (const auto* selected = std::get_if<ice::RouteSelected>(&*event)) {
      hasConsent_ = true;
      destination_.route = selected->route;
      traffic_.select(selected->route);
      events_.push_back(RouteChanged{selected->route});
      if (role_) startDtls(now);
    } else {
      hasConsent_ = false;
      log_.debug("ice", "the peer's consent has ended");
    }
  }
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
  countSent(size, now);
  batch.add(std::move(datagram));
}

void WebRtcTransport::advance(Time now) {
  ice_.handleTimeout(now);
  handleIceEvents(now);
  dtls_.handleTimeout(now);
  handleDtlsEvents();
}

Time WebRtcTransport::nextTimeout() const {
  return std::min(ice_.nextTimeout(), dtls_.nextTimeout());
}

bool WebRtcTransport::mayAmplify(size_t size) const {
  return srtpReceiver_ || sentBeforeKeys_ + size <= kAmplificationLimit * receivedBeforeKeys_;
}

std::optional<Datagram> WebRtcTransport::pollTransmit(Time now) {
  if (auto answer = ice_.pollTransmit()) {
    if (!srtpReceiver_) sentBeforeKeys_ += answer->bytes.size();
    return answer;
  }
  if (!hasConsent_) return std::nullopt;
  if (!heldDtls_) heldDtls_ = dtls_.pollTransmit();
  if (!heldDtls_ || !mayAmplify(heldDtls_->size())) return std::nullopt;
  if (!srtpReceiver_) sentBeforeKeys_ += heldDtls_->size();
  countSent(heldDtls_->size(), now);
  Datagram datagram{destination_.route, std::move(*heldDtls_)};
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
