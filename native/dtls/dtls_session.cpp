#include "dtls/dtls_session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.h"
#include "dtls/datagram_bio.h"
#include "dtls/keying_material.h"
#include "dtls/record.h"

namespace sfu::dtls {
namespace {

// OpenSSL counts the header of a record towards the MTU, but not the nonce and
// the tag of AEAD suites; flights with a Finished have one such record.
constexpr long kHandshakeMtu = kMaxDatagramSize - 8 - 16;
constexpr size_t kMaxRecordSize = 16384;

/// The first error on OpenSSL's list: the cause, not what followed from it.
std::string takeError() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return reason != nullptr ? reason : "no reason given";
}

template <class T>
std::optional<T> takeFront(std::deque<T>& queue) {
  if (queue.empty()) return std::nullopt;
  std::optional<T> front(std::move(queue.front()));
  queue.pop_front();
  return front;
}

/// The handshake messages that a record shows to everybody.
std::vector<HandshakeFragment> messagesIn(const Record& record) {
  if (!record.isPlainHandshake()) return {};
  return parseHandshake(record.fragment).value_or(std::vector<HandshakeFragment>());
}

bool isClientHello(const Record& record) {
  const auto messages = messagesIn(record);
  return !messages.empty() && messages.front().type == HandshakeFragment::kClientHello;
}

/// False for plain records at which OpenSSL would fail the handshake although
/// anybody may have made them.
bool isPlausible(const Record& record) {
  if (record.epoch > 0) return true;
  switch (record.type) {
    case ContentType::kHandshake:
      return !messagesIn(record).empty();
    case ContentType::kAlert:
      return record.fragment.size() == 2;
    case ContentType::kChangeCipherSpec:
      return record.fragment.size() == 1 && record.fragment.front() == 1;
    case ContentType::kApplicationData:
      return false;
  }
  return false;
}

bool isProtectedContent(const Record& record) {
  return record.epoch > 0 &&
         (record.type == ContentType::kApplicationData || record.type == ContentType::kAlert);
}

}  // namespace

void DtlsSession::FreeSsl::operator()(ssl_st* ssl) const {
  SSL_free(ssl);
}

DtlsSession::DtlsSession(DtlsContext& context)
    : queue_(std::make_unique<DatagramQueue>()), ssl_(SSL_new(context.sslContext())) {
  SFU_ASSERT(ssl_ != nullptr);
  BIO* bio = newDatagramBio(*context.bioMethod(), *queue_);
  SFU_ASSERT(bio != nullptr);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_mtu(ssl_.get(), kHandshakeMtu);
  DTLS_set_timer_cb(ssl_.get(), repeatFlight);
}

DtlsSession::~DtlsSession() = default;

std::optional<Agreement> DtlsSession::agreement() const {
  if (!handshakeDone_) return std::nullopt;
  const char* cipher = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl_.get()));
  return Agreement{static_cast<uint16_t>(SSL_version(ssl_.get())), cipher ? cipher : ""};
}

std::vector<uint8_t> DtlsSession::localCertificate() const {
  const X509* certificate = SSL_get_certificate(ssl_.get());
  if (certificate == nullptr) return {};
  return crypto::derOf(*certificate);
}

void DtlsSession::setRemoteFingerprint(std::string algorithm, std::string lowerHex) {
  if (state_ == State::kFailed || state_ == State::kClosed) return;
  remoteFingerprint_ = {std::move(algorithm), std::move(lowerHex)};
  if (handshakeDone_) verifyPeer();
}

void DtlsSession::start(Role role, Time now) {
  if (state_ != State::kNew) return;
  state_ = State::kConnecting;
  if (role == Role::kClient) {
    early_.clear();
    giveUpAt_ = now + kHandshakeTimeout;
    SSL_set_connect_state(ssl_.get());
    handshake(now);
    return;
  }
  SSL_set_accept_state(ssl_.get());
  while (const auto datagram = takeFront(early_)) handleDatagram(*datagram, now);
}

void DtlsSession::handleDatagram(Bytes datagram, Time now) {
  if (state_ == State::kFailed || state_ == State::kClosed) return;
  const auto records = parseRecords(datagram);
  if (!records) {
    ++droppedDatagrams_;
    return;
  }
  if (state_ == State::kNew) return keepEarly(datagram, records->front());
  for (const Record& record : *records) handleRecord(record, now);
}

/// A peer that is the client may begin before we know that it is. The newest
/// datagrams count, because the older ones were not answered and come again.
void DtlsSession::keepEarly(Bytes datagram, const Record& first) {
  if (!isClientHello(first) || datagram.size() > kMaxEarlyDatagramSize) {
    ++droppedDatagrams_;
    return;
  }
  if (early_.size() == kMaxEarlyDatagrams) {
    early_.pop_front();
    ++droppedDatagrams_;
  }
  early_.emplace_back(datagram.begin(), datagram.end());
}

/// Gives OpenSSL one record at a time: a datagram may end the handshake and go
/// on with application data.
void DtlsSession::handleRecord(const Record& record, Time now) {
  if (state_ != State::kConnecting && state_ != State::kConnected) return;
  if (!isPlausible(record)) {
    ++droppedDatagrams_;
    return;
  }
  const auto messages = messagesIn(record);
  // After the handshake a Finished says that ours got lost. OpenSSL must not see
  // it: it would answer by itself, and fail the association at the thirteenth.
  const bool isFinished = handshakeDone_ && record.type == ContentType::kHandshake;
  const bool isRepeated = answered_.hasAny(messages) || (isFinished && record.epoch > 0);

  queue_->incoming.assign(record.whole.begin(), record.whole.end());
  queue_->hasIncoming = true;
  if (!handshakeDone_) {
    answered_.note(messages);
    if (giveUpAt_ == kNever) giveUpAt_ = now + kHandshakeTimeout;
    handshake(now);
  } else if (isProtectedContent(record)) {
    readRecords();
  }
  queue_->hasIncoming = false;

  if (!isRepeated) return;
  if (const Flight* flight = repeater_.answer(now)) transmit(*flight);
}

void DtlsSession::handshake(Time now) {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  const int error = SSL_get_error(ssl_.get(), result);
  if (result != 1 && error != SSL_ERROR_WANT_READ) return fail(takeError());
  sendFlight(now);
  if (result == 1) finishHandshake();
}

void DtlsSession::sendFlight(Time now) {
  if (queue_->outgoing.empty()) return;
  transmit(queue_->outgoing.front());
  repeater_.start(std::exchange(queue_->outgoing, {}), now);
  answered_.answer();
}

void DtlsSession::finishHandshake() {
  handshakeDone_ = true;
  giveUpAt_ = kNever;
  queue_->joinsRecords = false;
  // The last flight is the server's. The client asks for it again if it is lost.
  if (SSL_is_server(ssl_.get()) == 1) {
    repeater_.stop();
  } else {
    repeater_.clear();
  }
  if (remoteFingerprint_) verifyPeer();
  // Application data that overtook the Finished waits inside OpenSSL.
  if (state_ != State::kFailed) readRecords();
}

void DtlsSession::verifyPeer() {
  const auto algorithm = crypto::parseFingerprintAlgorithm(remoteFingerprint_->algorithm);
  const crypto::X509Ptr certificate(SSL_get1_peer_certificate(ssl_.get()));
  if (!algorithm || !certificate ||
      !crypto::isSameFingerprint(crypto::fingerprintOf(crypto::derOf(*certificate), *algorithm),
                                 remoteFingerprint_->value)) {
    sayGoodbye();
    return fail("the peer's certificate does not match the fingerprint it has signalled");
  }
  if (state_ == State::kConnected) return;

  auto keys = exportSrtpKeys(*ssl_);
  if (!keys) {
    sayGoodbye();
    return fail("the peer shares none of our SRTP protection profiles");
  }
  state_ = State::kConnected;
  events_.push_back(Connected{std::move(*keys), crypto::pemOf(*certificate)});
}

void DtlsSession::readRecords() {
  std::array<uint8_t, kMaxRecordSize> buffer;
  for (;;) {
    size_t size = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &size);
    const int error = SSL_get_error(ssl_.get(), result);
    if (error == SSL_ERROR_WANT_READ) return flush();
    if (error == SSL_ERROR_ZERO_RETURN) {
      sayGoodbye();
      end(State::kClosed);
      events_.push_back(Closed{});
      return;
    }
    if (result != 1) return fail(takeError());

    if (applicationData_.size() == kMaxQueuedApplicationData) {
      ++droppedDatagrams_;
    } else if (size > 0) {
      applicationData_.emplace_back(buffer.begin(), buffer.begin() + static_cast<long>(size));
    }
  }
}

void DtlsSession::handleTimeout(Time now) {
  if (now >= giveUpAt_) return fail("the peer did not finish the DTLS handshake in time");
  if (const Flight* flight = repeater_.handleTimeout(now)) transmit(*flight);
}

Time DtlsSession::nextTimeout() const {
  return std::min(repeater_.nextTimeout(), giveUpAt_);
}

void DtlsSession::close() {
  if (state_ != State::kFailed && state_ != State::kClosed) sayGoodbye();
  end(State::kClosed);
  events_.clear();
}

bool DtlsSession::sendApplicationData(Bytes data) {
  if (state_ != State::kConnected) return false;
  if (data.empty() || data.size() > kMaxApplicationDataSize) return false;
  ERR_clear_error();
  size_t written = 0;
  const bool sent = SSL_write_ex(ssl_.get(), data.data(), data.size(), &written) == 1;
  flush();
  return sent;
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

void DtlsSession::transmit(const Flight& flight) {
  transmits_.insert(transmits_.end(), flight.datagrams.begin(), flight.datagrams.end());
}

/// What OpenSSL wrote outside of a flight: data and alerts.
void DtlsSession::flush() {
  // An alert after a flight has joined the last variant of it, which is whole.
  if (!queue_->outgoing.empty()) transmit(queue_->outgoing.back());
  queue_->outgoing.clear();
}

/// close_notify, also as the answer to the peer's. RFC 5246, section 7.2.1.
void DtlsSession::sayGoodbye() {
  if (!handshakeDone_) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  flush();
}

void DtlsSession::fail(std::string reason) {
  flush();
  end(State::kFailed);
  events_.push_back(Failed{std::move(reason)});
}

void DtlsSession::end(State state) {
  state_ = state;
  giveUpAt_ = kNever;
  repeater_.clear();
  early_.clear();
  applicationData_.clear();
}

}  // namespace sfu::dtls
