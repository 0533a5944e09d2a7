#include "test/kit/webrtc_endpoint.h"

#include <algorithm>
#include <utility>

#include "transport/demux.h"

namespace sfu::test {

using transport::PacketKind;

WebRtcEndpoint::WebRtcEndpoint(dtls::DtlsContext& context, srtp::Cipher& cipher, Random& random)
    : cipher_(cipher), random_(random), own_{random.text(4), random.text(24)}, dtls_(context) {}

void WebRtcEndpoint::connect(ServerDescription server, dtls::Role role, Time now) {
  server_ = std::move(server);
  role_ = role;
  dtls_.setRemoteFingerprints({{"sha-256", server_.fingerprint}});
  nextCheckAt_ = now;
}

void WebRtcEndpoint::restartIce(ice::Credentials credentials, Time now) {
  server_.credentials = std::move(credentials);
  nextCheckAt_ = now;
}

WebRtcEndpoint::Opened WebRtcEndpoint::handleDatagram(uint8_t* data, size_t& size, Time now) {
  switch (transport::classify({data, size})) {
    case PacketKind::kStun:
      handleStun({data, size}, now);
      break;
    case PacketKind::kDtls:
      dtls_.handleDatagram({data, size}, now);
      drainDtls();
      break;
    case PacketKind::kRtp:
      if (!srtpReceiver_) break;
      if (srtpReceiver_->unprotectRtp(data, size) == srtp::SrtpReceiver::Outcome::kOk) {
        return Opened::kRtp;
      }
      ++unauthentic_;
      break;
    case PacketKind::kRtcp:
      if (!srtpReceiver_) break;
      if (srtpReceiver_->unprotectRtcp(data, size) == srtp::SrtpReceiver::Outcome::kOk) {
        return Opened::kRtcp;
      }
      ++unauthentic_;
      break;
    case PacketKind::kUnknown:
      break;
  }
  return Opened::kNothing;
}

void WebRtcEndpoint::handleStun(Bytes bytes, Time now) {
  const auto message = stun::MessageView::parse(bytes);
  if (!message) return;
  if (message->messageClass() == stun::Class::kRequest) return answer(*message);
  if (!message->integrityOk(server_.credentials.password)) return;
  ++answeredChecks_;
  if (!std::exchange(dtlsStarted_, true)) dtls_.start(role_, now);
  drainDtls();
}

void WebRtcEndpoint::answer(const stun::MessageView& request) {
  if (!answersChecks_ || !request.integrityOk(own_.password)) return;
  stun::MessageBuilder response(stun::Class::kSuccess, request.transactionId());
  response.xorMappedAddress(Address::ipv4({192, 0, 2, 1}, 4000));
  response.integrity(own_.password);
  response.fingerprint();
  transmits_.emplace_back(response.bytes().begin(), response.bytes().end());
}

void WebRtcEndpoint::handleTimeout(Time now) {
  if (now >= nextCheckAt_) {
    sendCheck(now);
    nextCheckAt_ = now + (answeredChecks_ > 0 ? interval_ : kFirstCheckInterval);
  }
  dtls_.handleTimeout(now);
  drainDtls();
}

Time WebRtcEndpoint::nextTimeout() const {
  return std::min(nextCheckAt_, dtls_.nextTimeout());
}

std::optional<std::vector<uint8_t>> WebRtcEndpoint::pollTransmit() {
  if (transmits_.empty()) return std::nullopt;
  std::vector<uint8_t> datagram = std::move(transmits_.front());
  transmits_.pop_front();
  return datagram;
}

void WebRtcEndpoint::sendCheck(Time) {
  stun::TransactionId id{};
  random_.fill(id);
  stun::MessageBuilder check(stun::Class::kRequest, id);
  check.username(server_.credentials.ufrag + ":" + own_.ufrag);
  check.priority(0x7e0000ff);
  check.iceControlling(1);
  if (nominates_) check.useCandidate();
  check.integrity(server_.credentials.password);
  check.fingerprint();
  transmits_.emplace_back(check.bytes().begin(), check.bytes().end());
}

void WebRtcEndpoint::drainDtls() {
  while (auto datagram = dtls_.pollTransmit()) transmits_.push_back(std::move(*datagram));
  while (const auto event = dtls_.pollEvent()) {
    const auto* connected = std::get_if<dtls::Connected>(&*event);
    if (!connected) continue;
    const crypto::SrtpKeys& keys = connected->keys;
    srtpReceiver_ = std::move(*srtp::SrtpReceiver::create(keys));
    srtpSender_ = std::move(*srtp::SrtpSender::create(keys.profile, keys.local, cipher_));
  }
}

size_t WebRtcEndpoint::protectRtp(Bytes header, Bytes payload, uint8_t* out) {
  const srtp::ProtectJob job{srtpSender_.get(),
                             header.data(),
                             static_cast<uint16_t>(header.size()),
                             payload.data(),
                             static_cast<uint16_t>(payload.size()),
                             out};
  cipher_.protect({&job, 1});
  return header.size() + payload.size() + srtpSender_->overhead();
}

void WebRtcEndpoint::sendRtp(Bytes header, Bytes payload) {
  std::vector<uint8_t> datagram(header.size() + payload.size() + srtpSender_->overhead());
  protectRtp(header, payload, datagram.data());
  transmits_.push_back(std::move(datagram));
}

void WebRtcEndpoint::sendRtcp(Bytes compound) {
  std::vector<uint8_t> datagram(compound.size() + 64);
  std::copy(compound.begin(), compound.end(), datagram.begin());
  size_t size = compound.size();
  if (!srtpReceiver_->protectRtcp(datagram.data(), size, datagram.size())) return;
  datagram.resize(size);
  transmits_.push_back(std::move(datagram));
}

}  // namespace sfu::test
