// A WebRTC endpoint as a browser would be one: full ICE role, DTLS, SRTP; sans-IO.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/time.h"
#include "crypto/certificate.h"
#include "dtls/dtls_context.h"
#include "dtls/dtls_session.h"
#include "ice/ice_agent.h"
#include "srtp/cipher.h"
#include "srtp/srtp_receiver.h"
#include "srtp/srtp_sender.h"
#include "stun/message.h"

namespace sfu::test {

/// What signalling tells an endpoint of the server.
struct ServerDescription {
  ice::Credentials credentials;
  std::string fingerprint;  // sha-256, lower-case hexadecimal
};

/// The other side of a WebRtcTransport: checks as the controlling agent, does
/// DTLS in the role it is given, protects and opens SRTP. Used by the scenarios
/// and, over real sockets, by the load program in bench/.
class WebRtcEndpoint {
 public:
  enum class Opened { kNothing, kRtp, kRtcp };
  /// As browsers do: RFC 8445, section 14.2, and RFC 7675, section 5.1.
  static constexpr Duration kFirstCheckInterval = std::chrono::milliseconds(50);
  static constexpr Duration kConsentInterval = std::chrono::milliseconds(2500);

  WebRtcEndpoint(dtls::DtlsContext& context, srtp::Cipher& cipher, Random& random);

  const ice::Credentials& credentials() const { return own_; }
  void connect(ServerDescription server, dtls::Role role, Time now);
  /// Uses new credentials of the server from now on.
  void restartIce(ice::Credentials credentials, Time now);
  /// No more checks: to the server we are gone.
  void goSilent() { nextCheckAt_ = kNever; }
  /// Checks now and then after each `interval`.
  void checkEvery(Duration interval, Time now) {
    interval_ = interval;
    nextCheckAt_ = now;
  }
  /// Whether its checks have USE-CANDIDATE.
  void setNominates(bool nominates) { nominates_ = nominates; }
  void close() { dtls_.close(); }

  /// Opens in place; `size` becomes that of the plain packet.
  Opened handleDatagram(uint8_t* data, size_t& size, Time now);
  void handleTimeout(Time now);
  Time nextTimeout() const;
  std::optional<std::vector<uint8_t>> pollTransmit();

  bool isConnected() const { return srtpSender_ != nullptr; }
  bool hasFailed() const { return dtls_.state() == dtls::State::kFailed; }
  bool wasClosed() const { return dtls_.state() == dtls::State::kClosed; }
  uint64_t answeredChecks() const { return answeredChecks_; }
  /// Full agents do (RFC 8445, section 7.3); those that leave it out are known as well.
  void setAnswersChecks(bool answers) { answersChecks_ = answers; }
  uint64_t unauthentic() const { return unauthentic_; }

  /// Writes header and payload as SRTP to `out`; the size written.
  size_t protectRtp(Bytes header, Bytes payload, uint8_t* out);
  /// The same as a datagram of its own in pollTransmit().
  void sendRtp(Bytes header, Bytes payload);
  void sendRtcp(Bytes compound);

 private:
  void sendCheck(Time now);
  void handleStun(Bytes message, Time now);
  void answer(const stun::MessageView& request);
  void drainDtls();

  srtp::Cipher& cipher_;
  Random& random_;
  const ice::Credentials own_;
  ServerDescription server_;
  dtls::DtlsSession dtls_;
  dtls::Role role_ = dtls::Role::kClient;
  bool dtlsStarted_ = false;
  Time nextCheckAt_ = kNever;
  uint64_t answeredChecks_ = 0;
  bool answersChecks_ = true;
  bool nominates_ = true;
  Duration interval_ = kConsentInterval;
  uint64_t unauthentic_ = 0;
  std::unique_ptr<srtp::SrtpReceiver> srtpReceiver_;
  std::unique_ptr<srtp::SrtpSender> srtpSender_;
  std::deque<std::vector<uint8_t>> transmits_;
};

}  // namespace sfu::test
