// One peer's ICE, DTLS and SRTP: the door between datagrams and plain RTP.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/address.h"
#include "base/log.h"
#include "base/packet_buffer.h"
#include "base/time.h"
#include "dtls/dtls_session.h"
#include "ice/ice_agent.h"
#include "srtp/srtp_receiver.h"
#include "srtp/srtp_sender.h"
#include "transport/demux.h"
#include "transport/egress_batch.h"
#include "transport/route_traffic.h"

namespace sfu::transport {

struct IceStateChanged {
  ice::State state;
};
struct RouteChanged {
  Route route;
};
struct DtlsStateChanged {
  dtls::State state;
  std::string remoteCertificatePem;  // with kConnected
  std::string reason;                // with kFailed
};
using TransportEvent = std::variant<IceStateChanged, RouteChanged, DtlsStateChanged>;

struct TransportCounters {
  uint64_t packetsReceived = 0;
  uint64_t bytesReceived = 0;
  uint64_t packetsSent = 0;
  uint64_t bytesSent = 0;
  uint64_t stunPackets = 0;  // of those received; those sent are not counted
  uint64_t stunBytes = 0;
  uint64_t unknownPackets = 0;         // neither STUN, DTLS, RTP nor RTCP
  uint64_t packetsWithoutConsent = 0;  // from a route that passed no check
  uint64_t earlyPackets = 0;           // SRTP before the keys
  uint64_t unauthenticPackets = 0;
  uint64_t replayedPackets = 0;
};

/// One bundled transport: ICE-lite (RFC 8445), DTLS (RFC 6347), SRTP (RFC 5764).
///
/// Sans-IO: datagrams come in through open(), go out through pollTransmit() and
/// the EgressBatch; events are polled. It knows nothing of streams: what it
/// opens it hands back to the router.
class WebRtcTransport {
 public:
  /// `own` is for a transport with a certificate of its own; without it, `shared` is used.
  WebRtcTransport(std::string id, ice::Credentials credentials, dtls::DtlsContext& shared,
                  srtp::Cipher& cipher, Log& log, std::unique_ptr<dtls::DtlsContext> own = nullptr);
  WebRtcTransport(const WebRtcTransport&) = delete;
  WebRtcTransport& operator=(const WebRtcTransport&) = delete;

  const std::string& id() const { return id_; }
  const ice::IceAgent& ice() const { return ice_; }
  dtls::State dtlsState() const { return dtls_.state(); }
  const dtls::DtlsSession& dtls() const { return dtls_; }
  /// Nothing before there are keys.
  std::optional<crypto::SrtpProfile> srtpProfile() const {
    if (!srtpSender_) return std::nullopt;
    return srtpSender_->profile();
  }
  const TransportCounters& counters() const { return counters_; }
  const RouteTraffic& traffic() const { return traffic_; }
  EgressDestination& destination() { return destination_; }

  /// Takes a datagram in. kRtp and kRtcp mean that `packet` now holds the plain
  /// packet; anything else was consumed or dropped.
  PacketKind open(const Route& from, PacketBuffer& packet, Time now);

  /// Starts DTLS in our `role` as soon as ICE has a route.
  void connect(dtls::Role role, std::string algorithm, std::string fingerprint, Time now);
  bool isConnecting() const { return role_.has_value(); }
  void restartIce(ice::Credentials credentials) { ice_.restart(std::move(credentials)); }
  /// The connection of this route is closed; another checked route takes its place, if there is
  /// one.
  void handleRouteGone(const Route& route, Time now);
  void close();

  /// True while media may be sent: keys are there and the peer's consent lasts (RFC 7675).
  bool canSend() const { return destination_.srtp != nullptr && hasConsent_; }

  /// Queues a packet whose header stands in batch.headerRoom(). Needs canSend().
  void queue(EgressPacket&& packet, EgressBatch& batch, Time now) {
    countSent(packet.headerSize + packet.payloadSize + destination_.overhead, now);
    batch.add(destination_, std::move(packet));
  }
  /// Protects and queues a compound RTCP packet; dropped unless canSend().
  void sendRtcp(Bytes compound, EgressBatch& batch, Time now);

  void advance(Time now);
  Time nextTimeout() const;
  std::optional<Datagram> pollTransmit(Time now);
  std::optional<TransportEvent> pollEvent();

 private:
  // A certificate flight may be larger than what asked for it. Until the handshake
  // proves that the peer receives at its address, we send at most this many times
  // what came from there (the rule of RFC 9000, section 8.1).
  static constexpr uint64_t kAmplificationLimit = 3;
  static constexpr size_t kMaxRtcpSize = 1200;
  static constexpr size_t kRtcpOverhead = 32;

  void countSent(size_t size, Time now) {
    ++counters_.packetsSent;
    counters_.bytesSent += size;
    traffic_.handleSent(size, now);
  }
  PacketKind openStun(const Route& from, PacketBuffer& packet, Time now);
  PacketKind openSrtp(PacketKind kind, const Route& from, PacketBuffer& packet);
  void handleDtls(const Route& from, Bytes datagram, Time now);
  void startDtls(Time now);
  void handleIceEvents(Time now);
  void handleDtlsEvents();
  void takeKeys(const crypto::SrtpKeys& keys);
  bool mayAmplify(size_t size) const;

  const std::string id_;
  srtp::Cipher& cipher_;
  Log& log_;
  ice::IceAgent ice_;
  const std::unique_ptr<dtls::DtlsContext> ownDtlsContext_;  // outlives dtls_
  dtls::DtlsSession dtls_;
  std::optional<dtls::Role> role_;
  bool dtlsStarted_ = false;
  bool hasConsent_ = false;
  uint64_t receivedBeforeKeys_ = 0;
  uint64_t sentBeforeKeys_ = 0;
  std::unique_ptr<srtp::SrtpReceiver> srtpReceiver_;
  std::unique_ptr<srtp::SrtpSender> srtpSender_;
  EgressDestination destination_;
  std::optional<std::vector<uint8_t>> heldDtls_;  // waits for the amplification limit
  std::deque<TransportEvent> events_;
  TransportCounters counters_;
  RouteTraffic traffic_;
};

}  // namespace sfu::transport
