// One room: takes packets in and forwards them.
#pragma once
#include <deque>
#include <optional>
#include <string>

#include "base/log.h"
#include "base/random.h"
#include "base/time.h"
#include "router/roster.h"
#include "router/router_event.h"
#include "router/tables.h"
#include "router/turn.h"
#include "transport/egress_batch.h"
#include "transport/webrtc_transport.h"

namespace sfu::router {

/// One room of the worker. Sans-IO: datagrams in through receive(), out through
/// the EgressBatch of the turn.
///
/// A turn is any number of receive() calls and of requests to the roster(), and then
/// finishTurn(). Who comes and goes is the Roster's; the way of a packet and the passing of
/// time are here.
class Router {
 public:
  Router(std::string id, dtls::DtlsContext& dtlsContext, srtp::Cipher& cipher, Random& random,
         Log& log);
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  const std::string& id() const { return id_; }
  Roster& roster() { return roster_; }
  const Roster& roster() const { return roster_; }
  const Tables& tables() const { return roster_.tables(); }
  transport::WebRtcTransport& transport(uint32_t slot) {
    return *tables_.transports.at(slot).transport;
  }

  /// What the calls below need of the turn that runs now.
  Turn turn(Time now, transport::EgressBatch& batch) { return {now, batch, agenda_}; }

  void receive(uint32_t transport, const Route& from, PacketRef packet, const Turn& turn);
  /// The connection of that route is closed.
  void handleRouteGone(uint32_t transport, const Route& route, const Turn& turn);
  void finishTurn(const Turn& turn);
  /// Finishes the turn as well.
  void advance(const Turn& turn);
  Time nextTimeout() const;
  std::optional<RouterEvent> pollEvent();

  /// Whether audio levels are measured and told.
  void setAudioLevels(bool enabled, Time now);

 private:
  static constexpr Duration kExpiryInterval = std::chrono::milliseconds(500);

  void receiveRtp(uint32_t slot, PacketRef packet, const Turn& turn);
  std::optional<StreamKey> streamOf(RoomTransport& transport, const rtp::RtpPacketView& view,
                                    const rtp::ParsedExtensions& extensions, Time now);
  bool isFlowing(Ssrc ssrc, const StreamKey& key, Time now) const;
  bool isWithinBitrate(RoomTransport& transport, size_t size, Time now);
  void measureAudioLevel(uint32_t track, const rtp::RtpPacketView& view,
                         const rtp::ParsedExtensions& extensions);
  void forwardPending(Track& track, const Turn& turn);
  void forwardTo(RtpSender& sender, Track& track, const Turn& turn);
  void reportPending(const RtpReceiver& receiver);
  void settle(uint32_t transport, const Turn& turn);
  void handleConnected(RoomTransport& transport, const Turn& turn);
  void tellAudioLevels(Time now);
  void expireHistories(Time now);

  const std::string id_;
  Random& random_;
  Log& log_;
  Roster roster_;
  Tables& tables_;  // the roster's
  Agenda agenda_;
  std::deque<RouterEvent> events_;
  Time earliest_ = kNever;  // of the transports
  Time expiresHistoriesAt_ = kNever;
};

}  // namespace sfu::router
