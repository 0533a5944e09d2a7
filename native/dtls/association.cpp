#include "dtls/association.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.h"
#include "dtls/datagram_bio.h"
#include "dtls/keying_material.h"

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

}  // namespace

void Association::FreeSsl::operator()(ssl_st* ssl) const {
  SSL_free(ssl);
}

Association::Association(DtlsContext& context, Role role)
    : queue_(std::make_unique<DatagramQueue>()), ssl_(SSL_new(context.sslContext())) {
  SFU_ASSERT(ssl_ != nullptr);
  BIO* bio = newDatagramBio(*context.bioMethod(), *queue_);
  SFU_ASSERT(bio != nullptr);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_mtu(ssl_.get(), kHandshakeMtu);
  DTLS_set_timer_cb(ssl_.get(), repeatFlight);
  if (role == Role::kClient) {
    SSL_set_connect_state(ssl_.get());
  } else {
    SSL_set_accept_state(ssl_.get());
  }
}

Association::~Association() = default;

bool Association::isFor(const HandshakeFragment& hello) const {
  if (helloLength_ && helloLength_ != hello.messageLength) return false;
  const auto random = hello.clientRandom();
  return !random || clientRandom_.empty() || std::ranges::equal(*random, clientRandom_);
}

void Association::noteHello(const HandshakeFragment& hello) {
  helloLength_ = hello.messageLength;
  if (const auto random = hello.clientRandom())
    clientRandom_.assign(random->begin(), random->end());
}

/// OpenSSL gets one record at a time: a datagram may end the handshake and go on with
/// application data.
void Association::give(const Record& record) {
  queue_->incoming.assign(record.whole.begin(), record.whole.end());
  queue_->hasIncoming = true;
}

Association::Progress Association::handleHandshake(const Record& record, Time now) {
  const auto messages = record.handshakeMessages();
  const bool isRepeated = answered_.hasAny(messages);
  answered_.note(messages);
  give(record);
  const Progress progress = handshake(now);
  queue_->hasIncoming = false;
  if (!isRepeated || progress == Progress::kFailed) return progress;
  if (const Flight* flight = repeater_.answer(now)) transmit(*flight);
  return progress;
}

void Association::handleLate(const Record& record, Time now) {
  const bool isHandshake = record.type == ContentType::kHandshake;
  // A Finished says that ours got lost. OpenSSL must not see it: it would answer by itself,
  // and fail the association at the thirteenth.
  const bool isFinished = isHandshake && record.epoch > 0;
  if (isFinished || answered_.hasAny(record.handshakeMessages())) {
    if (const Flight* flight = repeater_.answer(now)) transmit(*flight);
  }
  const bool isEncrypted =
      record.type == ContentType::kApplicationData || record.type == ContentType::kAlert;
  if (isEncrypted && record.epoch > 0) give(record);
}

Association::Progress Association::handshake(Time now) {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  const int error = SSL_get_error(ssl_.get(), result);
  if (result != 1 && error != SSL_ERROR_WANT_READ) {
    reason_ = takeError();
    return Progress::kFailed;
  }
  sendFlight(now);
  if (result != 1) return Progress::kGoesOn;

  isDone_ = true;
  queue_->joinsRecords = false;
  // The last flight is the server's. The client asks for it again if it is lost.
  if (SSL_is_server(ssl_.get()) == 1) {
    repeater_.stop();
  } else {
    repeater_.clear();
  }
  return Progress::kDone;
}

void Association::sendFlight(Time now) {
  if (queue_->outgoing.empty()) return;
  transmit(queue_->outgoing.front());
  repeater_.start(std::exchange(queue_->outgoing, {}), now);
  answered_.answer();
}

Association::Read Association::read(std::vector<uint8_t>& data) {
  std::array<uint8_t, kMaxRecordSize> buffer;
  size_t size = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &size);
  const int error = SSL_get_error(ssl_.get(), result);
  if (result == 1) {
    data.assign(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
    return Read::kData;
  }
  if (error == SSL_ERROR_WANT_READ) {
    flush();
    return Read::kNothing;
  }
  if (error == SSL_ERROR_ZERO_RETURN) return Read::kClosed;
  reason_ = takeError();
  flush();
  return Read::kFailed;
}

bool Association::write(Bytes data) {
  ERR_clear_error();
  size_t written = 0;
  const bool isSent = SSL_write_ex(ssl_.get(), data.data(), data.size(), &written) == 1;
  flush();
  return isSent;
}

void Association::handleTimeout(Time now) {
  if (const Flight* flight = repeater_.handleTimeout(now)) transmit(*flight);
}

void Association::transmit(const Flight& flight) {
  transmits_.insert(transmits_.end(), flight.datagrams.begin(), flight.datagrams.end());
}

/// What OpenSSL wrote outside of a flight: data and alerts.
void Association::flush() {
  // An alert after a flight has joined the last variant of it, which is whole.
  if (!queue_->outgoing.empty()) transmit(queue_->outgoing.back());
  queue_->outgoing.clear();
}

void Association::sayGoodbye() {
  if (!isDone_) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  flush();
}

std::optional<Agreement> Association::agreement() const {
  if (!isDone_) return std::nullopt;
  const char* cipher = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl_.get()));
  return Agreement{static_cast<uint16_t>(SSL_version(ssl_.get())), cipher ? cipher : ""};
}

crypto::X509Ptr Association::remoteCertificate() const {
  return crypto::X509Ptr(SSL_get1_peer_certificate(ssl_.get()));
}

std::optional<crypto::SrtpKeys> Association::srtpKeys() const {
  return exportSrtpKeys(*ssl_);
}

std::optional<std::vector<uint8_t>> Association::pollTransmit() {
  if (transmits_.empty()) return std::nullopt;
  std::optional<std::vector<uint8_t>> datagram(std::move(transmits_.front()));
  transmits_.pop_front();
  return datagram;
}

}  // namespace sfu::dtls
