// One endpoint's ICE, DTLS and SRTP: the door between datagrams and plain RTP.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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
#include "transport/newest_event.h"
#include "transport/route_traffic.h"
#include "transport/send_route.h"

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
  uint64_t mergedEvents = 0;           // of ICE, that gave way to newer ones before they were told
  uint64_t earlyPackets = 0;           // SRTP before the keys
  uint64_t unauthenticPackets = 0;
  uint64_t replayedPackets = 0;
};

/// Whom a transport has to meet, as the signalling has it.
struct RemoteParameters {
  dtls::Role role = dtls::Role::kServer;  // ours
  std::vector<dtls::Fingerprint> fingerprints;
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
                  srtp::Cipher& cipher, Random& random, Log& log,
                  std::unique_ptr<dtls::DtlsContext> own = nullptr, ice::Timeouts timeouts = {});
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
  const SendRoute& sendRoute() const { return sendRoute_; }
  EgressDestination& destination() { return destination_; }

  /// Takes a datagram in. kRtp and kRtcp mean that `packet` now holds the plain
  /// packet; anything else was consumed or dropped.
  PacketKind open(const Route& from, PacketBuffer& packet, Time now);

  /// Starts DTLS in our role as soon as ICE has a route.
  void connect(RemoteParameters remote, Time now);
  bool isConnecting() const { return role_.has_value(); }
  void restartIce(ice::Credentials credentials, Time now);
  /// The endpoint's, at first and after each of its ICE restarts.
  void setRemoteCredentials(ice::Credentials remote) { ice_.setRemote(std::move(remote)); }
  /// The connection of this route is closed; another one takes its place, if there is one.
  void handleRouteGone(const Route& route, Time now);
  void close();

  /// True while media may be sent: keys are there and the endpoint's consent lasts (RFC 7675).
  bool canSend() const { return destination_.srtp != nullptr && sendRoute_.current().has_value(); }

  /// Queues a packet whose header stands in batch.headerRoom(). Needs canSend(). Dropped where
  /// the route has not been proven and has got its share.
  void queue(EgressPacket&& packet, EgressBatch& batch, Time now) {
    const size_t size = packet.headerSize + packet.payloadSize + destination_.overhead;
    if (!sendRoute_.take(size)) return;
    countSent(size, now);
    batch.add(destination_, std::move(packet));
  }
  /// Protects and queues a compound RTCP packet; dropped unless canSend().
  void sendRtcp(Bytes compound, EgressBatch& batch, Time now);

  void advance(Time now);
  Time nextTimeout() const;
  std::optional<Datagram> pollTransmit(Time now);
  std::optional<TransportEvent> pollEvent();

 private:
  static constexpr size_t kMaxRtcpSize = 1200;
  static constexpr size_t kRtcpOverhead = 32;

  void countSent(size_t size, Time now) {
    ++counters_.packetsSent;
    counters_.bytesSent += size;
    traffic_.handleSent(size, now);
  }
  PacketKind openStun(const Route& from, PacketBuffer& packet, Time now);
  PacketKind openSrtp(PacketKind kind, const Route& from, PacketBuffer& packet, Time now);
  void handleDtls(const Route& from, Bytes datagram, Time now);
  void startDtls(Time now);
  void handleAuthentic(const Route& from, Time now);
  void handleIceEvents(Time now);
  void handleSelected(const Route& route, Time now);
  void handleDtlsEvents();
  void takeKeys(const crypto::SrtpKeys& keys);
  void followSendRoute();
  void verifyRoute(Time now);
  void tellIceEvents(Time now);

  const std::string id_;
  srtp::Cipher& cipher_;
  Log& log_;
  ice::IceAgent ice_;
  const std::unique_ptr<dtls::DtlsContext> ownDtlsContext_;  // outlives dtls_
  dtls::DtlsSession dtls_;
  std::optional<dtls::Role> role_;
  bool dtlsStarted_ = false;
  SendRoute sendRoute_;
  std::unique_ptr<srtp::SrtpReceiver> srtpReceiver_;
  std::unique_ptr<srtp::SrtpSender> srtpSender_;
  EgressDestination destination_;
  std::optional<std::vector<uint8_t>> heldDtls_;  // waits for the amplification limit
  NewestEvent<IceStateChanged> iceState_;
  NewestEvent<RouteChanged> route_;
  std::deque<TransportEvent> events_;
  TransportCounters counters_;
  RouteTraffic traffic_;
};

}  // namespace sfu::transport
