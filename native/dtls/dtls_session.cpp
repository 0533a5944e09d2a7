#include "dtls/dtls_session.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/fingerprint.h"

namespace sfu::dtls {
namespace {

template <class T>
std::optional<T> takeFront(std::deque<T>& queue) {
  if (queue.empty()) return std::nullopt;
  std::optional<T> front(std::move(queue.front()));
  queue.pop_front();
  return front;
}

bool isClientHello(const std::vector<HandshakeFragment>& messages) {
  return !messages.empty() && messages.front().type == HandshakeFragment::kClientHello;
}

/// Whether the other side of ours can have sent them. RFC 5246, section 7.4.
bool arePlausible(const std::vector<HandshakeFragment>& messages, Role ours) {
  constexpr std::array<uint8_t, 5> kOfClients = {1, 11, 15, 16, 20};
  constexpr std::array<uint8_t, 9> kOfServers = {0, 2, 3, 4, 11, 12, 13, 14, 20};
  return !messages.empty() && std::ranges::all_of(messages, [&](const auto& message) {
    return ours == Role::kServer ? std::ranges::find(kOfClients, message.type) != kOfClients.end()
                                 : std::ranges::find(kOfServers, message.type) != kOfServers.end();
  });
}

/// False for plain records at which OpenSSL would fail the handshake although
/// anybody may have made them.
bool isPlausible(const Record& record, Role ours) {
  if (record.epoch > 0) return true;
  switch (record.type) {
    case ContentType::kHandshake:
      return arePlausible(record.handshakeMessages(), ours);
    case ContentType::kChangeCipherSpec:
      return record.fragment.size() == 1 && record.fragment.front() == 1;
    case ContentType::kAlert:
    case ContentType::kApplicationData:
      return false;
  }
  return false;
}

}  // namespace

DtlsSession::DtlsSession(DtlsContext& context, Duration handshakeTimeout)
    : context_(context), handshakeTimeout_(handshakeTimeout) {}

DtlsSession::~DtlsSession() = default;

std::optional<Agreement> DtlsSession::agreement() const {
  return association_ ? association_->agreement() : std::nullopt;
}

std::vector<uint8_t> DtlsSession::localCertificate() const {
  const X509* certificate = SSL_CTX_get0_certificate(context_.sslContext());
  if (certificate == nullptr) return {};
  return crypto::derOf(*certificate);
}

void DtlsSession::setRemoteFingerprints(std::vector<Fingerprint> fingerprints) {
  if (state_ == State::kFailed || state_ == State::kClosed) return;
  remoteFingerprints_ = std::move(fingerprints);
  if (association_) verifyEndpoint();
}

void DtlsSession::start(Role role, Time now) {
  if (state_ != State::kNew) return;
  state_ = State::kConnecting;
  role_ = role;
  giveUpAt_ = now + handshakeTimeout_;
  if (role == Role::kClient) {
    early_.clear();
    return beginAsClient(now);
  }
  while (const auto datagram = takeFront(early_)) handleDatagram(*datagram, now);
}

void DtlsSession::beginAsClient(Time now) {
  restartAt_ = kNever;
  openHandshake(now);
  Association& association = *handshakes_.back().association;
  if (association.begin(now) == Association::Progress::kFailed) return fail(association.reason());
  drain(association);
}

void DtlsSession::openHandshake(Time now) {
  handshakes_.push_back({std::make_unique<Association>(context_, role_), now});
}

void DtlsSession::handleDatagram(Bytes datagram, Time now) {
  if (state_ == State::kFailed || state_ == State::kClosed) return;
  const auto records = parseRecords(datagram);
  if (!records) {
    ++counters_.droppedDatagrams;
    return;
  }
  if (state_ == State::kNew) return keepEarly(datagram, records->front());
  for (const Record& record : *records) handleRecord(record, now);
}

/// A client may begin before we know that it is one. The newest
/// datagrams count, because the older ones were not answered and come again.
void DtlsSession::keepEarly(Bytes datagram, const Record& first) {
  if (!isClientHello(first.handshakeMessages()) || datagram.size() > kMaxEarlyDatagramSize) {
    ++counters_.droppedDatagrams;
    return;
  }
  if (early_.size() == kMaxEarlyDatagrams) {
    early_.pop_front();
    ++counters_.droppedDatagrams;
  }
  early_.emplace_back(datagram.begin(), datagram.end());
}

void DtlsSession::handleRecord(const Record& record, Time now) {
  if (state_ != State::kConnecting && state_ != State::kConnected) return;
  if (!isPlausible(record, role_)) {
    const bool isAlert = record.type == ContentType::kAlert;
    ++(isAlert ? counters_.ignoredAlerts : counters_.droppedDatagrams);
    return;
  }
  if (!association_) return handleHandshake(record, now);
  association_->handleLate(record, now);
  readRecords();
}

void DtlsSession::handleHandshake(const Record& record, Time now) {
  const auto messages = record.handshakeMessages();
  const bool isHello = role_ == Role::kServer && isClientHello(messages);
  if (isHello) handleHello(messages.front(), now);

  for (size_t i = 0; i < handshakes_.size();) {
    Association& association = *handshakes_[i].association;
    if (isHello && !association.isFor(messages.front())) {
      ++i;
      continue;
    }
    switch (association.handleHandshake(record, now)) {
      case Association::Progress::kGoesOn:
        drain(association);
        ++i;
        break;
      case Association::Progress::kFailed:
        giveUp(i, now);
        break;
      case Association::Progress::kDone:
        return finish(handshakes_[i]);
    }
  }
}

/// The ClientHello of a handshake that is under way, or of a new one.
void DtlsSession::handleHello(const HandshakeFragment& hello, Time now) {
  const auto known = std::ranges::find_if(
      handshakes_, [&](const Handshake& handshake) { return handshake.association->isFor(hello); });
  if (known != handshakes_.end()) return known->association->noteHello(hello);
  if (!makeRoom(now)) {
    ++counters_.refusedHandshakes;
    return;
  }
  openHandshake(now);
  handshakes_.back().association->noteHello(hello);
}

bool DtlsSession::makeRoom(Time now) {
  if (handshakes_.size() < kMaxHandshakes) return true;
  if (handshakes_.front().begunAt + kMinHandshakeAge > now) return false;
  handshakes_.erase(handshakes_.begin());
  return true;
}

/// It says nothing about that: an alert that nobody can authenticate would end the
/// endpoint's handshake, and the datagram that spoilt ours may be a stranger's.
void DtlsSession::giveUp(size_t index, Time now) {
  const Handshake& handshake = handshakes_[index];
  ++counters_.spoiltHandshakes;
  spoiltBy_ = handshake.association->reason();
  if (role_ == Role::kClient) restartAt_ = std::max(now, handshake.begunAt + kRestartInterval);
  handshakes_.erase(handshakes_.begin() + static_cast<std::ptrdiff_t>(index));
}

void DtlsSession::finish(Handshake& handshake) {
  ++counters_.authenticRecords;
  association_ = std::move(handshake.association);
  handshakes_.clear();
  giveUpAt_ = kNever;
  drain(*association_);
  if (!remoteFingerprints_.empty()) verifyEndpoint();
  // Application data that overtook the Finished waits inside OpenSSL.
  if (state_ != State::kFailed) readRecords();
}

bool DtlsSession::matchesFingerprint(Bytes certificate) const {
  return std::ranges::any_of(remoteFingerprints_, [&](const Fingerprint& fingerprint) {
    const auto algorithm = crypto::parseFingerprintAlgorithm(fingerprint.algorithm);
    return algorithm && crypto::isSameFingerprint(crypto::fingerprintOf(certificate, *algorithm),
                                                  fingerprint.value);
  });
}

void DtlsSession::verifyEndpoint() {
  const crypto::X509Ptr certificate = association_->remoteCertificate();
  if (!certificate || !matchesFingerprint(crypto::derOf(*certificate))) {
    association_->sayGoodbye();
    return fail("the endpoint's certificate does not match a fingerprint it has signalled");
  }
  if (state_ == State::kConnected) return;

  auto keys = association_->srtpKeys();
  if (!keys) {
    association_->sayGoodbye();
    return fail("the endpoint shares none of our SRTP protection profiles");
  }
  state_ = State::kConnected;
  events_.push_back(Connected{std::move(*keys), crypto::pemOf(*certificate)});
}

void DtlsSession::readRecords() {
  for (;;) {
    std::vector<uint8_t> data;
    const Association::Read read = association_->read(data);
    drain(*association_);
    if (read == Association::Read::kNothing) return;
    ++counters_.authenticRecords;
    if (read == Association::Read::kFailed) return fail(association_->reason());
    if (read == Association::Read::kClosed) {
      association_->sayGoodbye();
      drain(*association_);
      end(State::kClosed);
      events_.push_back(Closed{});
      return;
    }
    if (applicationData_.size() == kMaxQueuedApplicationData) {
      ++counters_.droppedDatagrams;
    } else if (!data.empty()) {
      applicationData_.push_back(std::move(data));
    }
  }
}

void DtlsSession::handleTimeout(Time now) {
  if (now >= giveUpAt_) {
    const std::string cause = spoiltBy_.empty() ? "" : ": " + spoiltBy_;
    return fail("the endpoint did not finish the DTLS handshake in time" + cause);
  }
  if (now >= restartAt_) return beginAsClient(now);
  for (const Handshake& handshake : handshakes_) {
    handshake.association->handleTimeout(now);
    drain(*handshake.association);
  }
}

Time DtlsSession::nextTimeout() const {
  Time next = std::min(giveUpAt_, restartAt_);
  for (const Handshake& handshake : handshakes_) {
    next = std::min(next, handshake.association->nextTimeout());
  }
  return next;
}

void DtlsSession::close() {
  const bool isOpen = state_ != State::kFailed && state_ != State::kClosed;
  if (isOpen && association_) association_->sayGoodbye();
  end(State::kClosed);
  events_.clear();
}

bool DtlsSession::sendApplicationData(Bytes data) {
  if (state_ != State::kConnected) return false;
  if (data.empty() || data.size() > kMaxApplicationDataSize) return false;
  const bool isSent = association_->write(data);
  drain(*association_);
  return isSent;
}

std::optional<std::vector<uint8_t>> DtlsSession::pollTransmit() {
  return takeFront(transmits_);
}

std::optional<Event> DtlsSession::pollEvent() {
  return takeFront(events_);
}

std::optional<std::vector<uint8_t>> DtlsSession::pollApplicationData() {
  if (state_ != State::kConnected) return std::nullopt;
  return takeFront(applicationData_);
}

void DtlsSession::drain(Association& association) {
  while (auto datagram = association.pollTransmit()) transmits_.push_back(std::move(*datagram));
}

void DtlsSession::fail(std::string reason) {
  if (association_) drain(*association_);
  end(State::kFailed);
  events_.push_back(Failed{std::move(reason)});
}

void DtlsSession::end(State state) {
  if (association_) {
    drain(*association_);
    association_->stopRepeating();
  }
  state_ = state;
  giveUpAt_ = restartAt_ = kNever;
  handshakes_.clear();
  early_.clear();
  applicationData_.clear();
}

}  // namespace sfu::dtls
