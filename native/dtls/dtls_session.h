// One DTLS-SRTP association with one endpoint.
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
#include "dtls/association.h"
#include "dtls/dtls_context.h"
#include "dtls/record.h"

namespace sfu::dtls {

enum class State : uint8_t { kNew, kConnecting, kConnected, kFailed, kClosed };

/// A hash of a certificate, as signalling has it. RFC 8122, section 5.
struct Fingerprint {
  std::string algorithm;
  std::string value;  // lower-case hexadecimal
};

// What the session has to tell its owner.
struct Connected {
  crypto::SrtpKeys keys;
  std::string remoteCertificatePem;
};
struct Failed {
  std::string reason;
};
/// The endpoint's close_notify.
struct Closed {};
using Event = std::variant<Connected, Failed, Closed>;

/// DTLS 1.2 (RFC 6347) with one endpoint, for its SRTP keys (RFC 5764) and for SCTP
/// records (RFC 8261).
///
/// Does no I/O and reads no clock: the owner feeds it with handle…() and drains
/// poll…() after each call. It does not validate addresses (ICE does) and does
/// not choose its role (the signalling does). The endpoint is who the fingerprint
/// says: before that is checked, neither keys nor application data come out.
///
/// Until the handshake is over anybody can forge its datagrams, so none of them ends
/// it: alerts are passed over, a ClientHello with another random begins another
/// handshake beside the first (RFC 6347, section 4.2.8), and a handshake that fails is
/// given up alone. The one that is finished first counts.
class DtlsSession {
 public:
  /// From start() to the end of the handshake.
  static constexpr Duration kHandshakeTimeout = std::chrono::seconds(30);
  // ClientHellos from before start(): one flight of a browser is two datagrams.
  static constexpr size_t kMaxEarlyDatagrams = 4;
  static constexpr size_t kMaxEarlyDatagramSize = 2048;
  /// Handshakes beside each other. Where there are as many, only one of at least
  /// kMinHandshakeAge gives way to a new one.
  static constexpr size_t kMaxHandshakes = 8;
  static constexpr Duration kMinHandshakeAge = std::chrono::seconds(1);
  /// A client whose handshake was spoilt begins anew, not more often than this.
  static constexpr Duration kRestartInterval = std::chrono::seconds(1);
  // Record header, explicit nonce and tag of AES-GCM; our other suites need less.
  static constexpr size_t kRecordOverhead = 13 + 8 + 16;
  static constexpr size_t kMaxApplicationDataSize = kMaxDatagramSize - kRecordOverhead;
  static constexpr size_t kMaxQueuedApplicationData = 256;

  struct Counters {
    uint64_t authenticRecords = 0;   // that proved who sent them, replays left out
    uint64_t droppedDatagrams = 0;   // not DTLS, too early, implausible, or for a full queue
    uint64_t ignoredAlerts = 0;      // not encrypted: anybody may have made them
    uint64_t spoiltHandshakes = 0;   // failed, and given up for others
    uint64_t refusedHandshakes = 0;  // ClientHellos beyond kMaxHandshakes
  };

  explicit DtlsSession(DtlsContext& context, Duration handshakeTimeout = kHandshakeTimeout);
  ~DtlsSession();
  DtlsSession(const DtlsSession&) = delete;
  DtlsSession& operator=(const DtlsSession&) = delete;

  State state() const { return state_; }
  const Counters& counters() const { return counters_; }
  /// Nothing before the handshake is over.
  std::optional<Agreement> agreement() const;
  /// The certificate that we show, in DER.
  std::vector<uint8_t> localCertificate() const;

  /// From the signalling; the endpoint's certificate has to match any of them (RFC 8122,
  /// section 5: they may be of several certificates). May come before or after the
  /// handshake. Without a match the session fails, even if it was connected under another one.
  void setRemoteFingerprints(std::vector<Fingerprint> fingerprints);

  /// The client sends its first flight, so ICE should have a route by now; the
  /// server plays what has come early and waits for the endpoint to begin. A second
  /// call changes nothing.
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

 private:
  struct Handshake {
    std::unique_ptr<Association> association;
    Time begunAt;
  };

  void keepEarly(Bytes datagram, const Record& first);
  void handleRecord(const Record& record, Time now);
  void handleHello(const HandshakeFragment& hello, Time now);
  void openHandshake(Time now);
  bool makeRoom(Time now);
  void handleHandshake(const Record& record, Time now);
  void beginAsClient(Time now);
  void giveUp(size_t index, Time now);
  void finish(Handshake& handshake);
  void verifyEndpoint();
  bool matchesFingerprint(Bytes certificate) const;
  void readRecords();
  void drain(Association& association);
  void fail(std::string reason);
  void end(State state);

  DtlsContext& context_;
  const Duration handshakeTimeout_;
  Role role_ = Role::kServer;
  State state_ = State::kNew;
  std::vector<Handshake> handshakes_;         // oldest first
  std::unique_ptr<Association> association_;  // of the handshake that was finished
  std::vector<Fingerprint> remoteFingerprints_;
  Time giveUpAt_ = kNever;
  Time restartAt_ = kNever;
  std::string spoiltBy_;  // what the last handshake has failed at

  std::deque<std::vector<uint8_t>> early_;
  std::deque<std::vector<uint8_t>> transmits_;
  std::deque<std::vector<uint8_t>> applicationData_;
  std::deque<Event> events_;
  Counters counters_;
};

}  // namespace sfu::dtls
