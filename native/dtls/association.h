// One try at a DTLS handshake, and the association that comes of it.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "crypto/certificate.h"
#include "crypto/srtp_keys.h"
#include "dtls/answered_messages.h"
#include "dtls/dtls_context.h"
#include "dtls/flight.h"
#include "dtls/record.h"

// OpenSSL's SSL.
struct ssl_st;

namespace sfu::dtls {

enum class Role : uint8_t { kClient, kServer };

/// What both sides settled on. RFC 5246, section 7.4.1.3.
struct Agreement {
  uint16_t version;    // on the wire: 0xfefd is DTLS 1.2
  std::string cipher;  // the suite's name in the IANA registry
};

struct DatagramQueue;

/// OpenSSL's SSL over memory buffers, with our flights and their repetition.
///
/// Takes one record at a time. Says nothing about who the endpoint is: DtlsSession does,
/// which owns it and may have several that race for the same handshake.
class Association {
 public:
  enum class Progress : uint8_t { kGoesOn, kDone, kFailed };
  /// kNothing: there is no record left, or none that is authentic and new.
  enum class Read : uint8_t { kNothing, kData, kClosed, kFailed };

  Association(DtlsContext& context, Role role);
  ~Association();
  Association(const Association&) = delete;
  Association& operator=(const Association&) = delete;

  /// The client's first flight.
  Progress begin(Time now) { return handshake(now); }
  Progress handleHandshake(const Record& record, Time now);
  /// A record after the handshake: a repeated flight of the endpoint's is answered, and what is
  /// encrypted waits for read().
  void handleLate(const Record& record, Time now);
  Read read(std::vector<uint8_t>& data);
  bool write(Bytes data);
  void handleTimeout(Time now);
  /// close_notify, also as the answer to the endpoint's. RFC 5246, section 7.2.1.
  void sayGoodbye();
  void stopRepeating() { repeater_.clear(); }

  // As a server, the ClientHello that it is for.
  bool isFor(const HandshakeFragment& hello) const;
  void noteHello(const HandshakeFragment& hello);

  bool isDone() const { return isDone_; }
  /// Nothing before the handshake is over.
  std::optional<Agreement> agreement() const;
  crypto::X509Ptr remoteCertificate() const;
  std::optional<crypto::SrtpKeys> srtpKeys() const;
  /// Why the handshake, or read(), has failed.
  const std::string& reason() const { return reason_; }

  std::optional<std::vector<uint8_t>> pollTransmit();
  Time nextTimeout() const { return repeater_.nextTimeout(); }

 private:
  struct FreeSsl {
    void operator()(ssl_st* ssl) const;
  };

  Progress handshake(Time now);
  void give(const Record& record);
  void sendFlight(Time now);
  void transmit(const Flight& flight);
  void flush();

  std::unique_ptr<DatagramQueue> queue_;  // OpenSSL's end of it is a BIO of ssl_
  std::unique_ptr<ssl_st, FreeSsl> ssl_;
  bool isDone_ = false;
  std::vector<uint8_t> clientRandom_;  // empty until it is known
  std::optional<uint32_t> helloLength_;
  FlightRepeater repeater_;
  AnsweredMessages answered_;
  std::string reason_;
  std::deque<std::vector<uint8_t>> transmits_;
};

}  // namespace sfu::dtls
