// One DTLS-SRTP association with one peer.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "crypto/srtp_keys.h"
#include "dtls/answered_messages.h"
#include "dtls/dtls_context.h"
#include "dtls/flight.h"
#include "dtls/record.h"

// OpenSSL's SSL.
struct ssl_st;

namespace sfu::dtls {

enum class Role : uint8_t { kClient, kServer };
enum class State : uint8_t { kNew, kConnecting, kConnected, kFailed, kClosed };

// What the session has to tell its owner.
struct Connected {
  crypto::SrtpKeys keys;
  std::string remoteCertificatePem;
};
struct Failed {
  std::string reason;
};
/// The peer's close_notify.
struct Closed {};
using Event = std::variant<Connected, Failed, Closed>;

/// What both sides settled on. RFC 5246, section 7.4.1.3.
struct Agreement {
  uint16_t version;    // on the wire: 0xfefd is DTLS 1.2
  std::string cipher;  // the suite's name in the IANA registry
};

struct DatagramQueue;

/// DTLS 1.2 (RFC 6347) with one peer, for its SRTP keys (RFC 5764) and for SCTP
/// records (RFC 8261): OpenSSL over memory buffers.
///
/// Does no I/O and reads no clock: the owner feeds it with handle…() and drains
/// poll…() after each call. It does not validate addresses (ICE does) and does
/// not choose its role (the signalling does). The peer is who the fingerprint
/// says: before that is checked, neither keys nor application data come out.
class DtlsSession {
 public:
  // How long the peer may take, from our first flight or its first datagram on.
  static constexpr Duration kHandshakeTimeout = std::chrono::seconds(30);
  // ClientHellos from before start(): one flight of a browser is two datagrams.
  static constexpr size_t kMaxEarlyDatagrams = 4;
  static constexpr size_t kMaxEarlyDatagramSize = 2048;
  // Record header, explicit nonce and tag of AES-GCM; our other suites need less.
  static constexpr size_t kRecordOverhead = 13 + 8 + 16;
  static constexpr size_t kMaxApplicationDataSize = kMaxDatagramSize - kRecordOverhead;
  static constexpr size_t kMaxQueuedApplicationData = 256;

  explicit DtlsSession(DtlsContext& context);
  ~DtlsSession();
  DtlsSession(const DtlsSession&) = delete;
  DtlsSession& operator=(const DtlsSession&) = delete;

  State state() const { return state_; }
  /// Nothing before the handshake is over.
  std::optional<Agreement> agreement() const;
  /// The certificate that we show, in DER.
  std::vector<uint8_t> localCertificate() const;

  /// The fingerprint of the peer's certificate, from the signalling. May come
  /// before or after the handshake. One that does not match fails the session,
  /// even if it was connected under another one.
  void setRemoteFingerprint(std::string algorithm, std::string lowerHex);

  /// The client sends its first flight, so ICE should have a route by now; the
  /// server plays what has come early and waits, without a limit, for the peer
  /// to begin. A second call changes nothing.
  void start(Role role, Time now);
  void handleDatagram(Bytes datagram, Time now);
  void handleTimeout(Time now);
  /// Says close_notify if the handshake is over. No event follows.
  void close();

  std::optional<std::vector<uint8_t>> pollTransmit();
  std::optional<Event> pollEvent();
  /// One decrypted record. Nothing before kConnected.
  std::optional<std::vector<uint8_t>> pollApplicationData();
  Time nextTimeout() const;

  /// False if not connected, or if `data` is empty or above kMaxApplicationDataSize.
  bool sendApplicationData(Bytes data);

  /// Datagrams that were not DTLS, came too early or found a queue full.
  uint64_t droppedDatagrams() const { return droppedDatagrams_; }

 private:
  struct FreeSsl {
    void operator()(ssl_st* ssl) const;
  };
  struct Fingerprint {
    std::string algorithm;
    std::string value;
  };

  void keepEarly(Bytes datagram, const Record& first);
  void handleRecord(const Record& record, Time now);
  void handshake(Time now);
  void finishHandshake();
  void verifyPeer();
  void readRecords();
  void sendFlight(Time now);
  void transmit(const Flight& flight);
  void flush();
  void sayGoodbye();
  void fail(std::string reason);
  void end(State state);

  std::unique_ptr<DatagramQueue> queue_;  // OpenSSL's end of it is a BIO of ssl_
  std::unique_ptr<ssl_st, FreeSsl> ssl_;
  State state_ = State::kNew;
  bool handshakeDone_ = false;
  std::optional<Fingerprint> remoteFingerprint_;
  FlightRepeater repeater_;
  AnsweredMessages answered_;
  Time giveUpAt_ = kNever;

  std::deque<std::vector<uint8_t>> early_;
  std::deque<std::vector<uint8_t>> transmits_;
  std::deque<std::vector<uint8_t>> applicationData_;
  std::deque<Event> events_;
  uint64_t droppedDatagrams_ = 0;
};

}  // namespace sfu::dtls
