// One room: takes packets in and forwards them.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "base/units.h"
#include "router/parameters.h"
#include "router/tables.h"
#include "streams/audio_levels.h"
#include "transport/egress_batch.h"
#include "transport/webrtc_transport.h"

namespace sfu::router {

struct TransportChanged {
  std::string transportId;
  transport::TransportEvent event;
};
struct ReceiverActivity {
  std::string receiverId;
  bool active;
};
struct AudioLevelsMeasured {
  struct Entry {
    std::string receiverId;
    int level;  // dBov, -127 … 0
  };
  std::vector<Entry> entries;  // loudest first
};
/// A viewer gets other layers than before; nothing where none is left out.
struct SenderLayersChanged {
  std::string senderId;
  PassingLayers layers;
};
/// A packet as the peer sent it, decrypted; RTX is undone.
struct PacketAccepted {
  std::string receiverId;
  PacketRef packet;
};
using RouterEvent = std::variant<TransportChanged, ReceiverActivity, AudioLevelsMeasured,
                                 SenderLayersChanged, PacketAccepted>;

/// One room of the worker. Sans-IO: datagrams in through receive(), out through
/// the EgressBatch that its owner passes in.
///
/// A turn is any number of receive() calls and then finishTurn(). Requests from
/// Node come between turns. Requests either change everything they say or nothing.
class Router {
 public:
  Router(std::string id, dtls::DtlsContext& dtlsContext, srtp::Cipher& cipher, Random& random,
         Log& log);

  const std::string& id() const { return id_; }
  const Tables& tables() const { return tables_; }

  /// `ownContext` is for a transport with a certificate of its own.
  Result<uint32_t> createTransport(std::string id, ice::Credentials credentials,
                                   std::unique_ptr<dtls::DtlsContext> ownContext = nullptr);
  Status connectTransport(const std::string& id, dtls::Role role, std::string algorithm,
                          std::string fingerprint, Time now);
  /// What the peer is told at most to send; zero lifts the limit.
  Status setMaxBitrate(const std::string& id, Bitrate bitrate, Time now);
  Result<uint32_t> restartIce(const std::string& id, ice::Credentials credentials);
  /// Its receivers, with their senders, and its senders go with it. Last words
  /// (the DTLS alert) go into `batch`.
  Result<uint32_t> closeTransport(const std::string& id, Time now, transport::EgressBatch& batch);

  Status createReceiver(std::string id, const std::string& transportId,
                        ReceiverParameters parameters);
  Status updateReceiver(const std::string& id, ReceiverParameters parameters, Time now);
  Status closeReceiver(const std::string& id, Time now);
  Status requestKeyFrame(const std::string& receiverId, Time now);
  /// Whether each accepted packet becomes a PacketAccepted. Begins with a request for a key frame.
  Status setRtpEvents(const std::string& receiverId, bool enabled, Time now);

  Status createSender(std::string id, const std::string& receiverId, const std::string& transportId,
                      SenderParameters parameters, const streams::LayerLimits& limits, bool paused,
                      Time now);
  /// What the viewer gets at most. What passes follows at the next key frame or layer sync.
  Status setSenderLayers(const std::string& id, const streams::LayerLimits& limits, Time now);
  Status pauseSender(const std::string& id);
  Status resumeSender(const std::string& id, Time now);
  Status closeSender(const std::string& id, Time now);

  void setAudioLevels(bool enabled, Time now);

  transport::WebRtcTransport& transport(uint32_t slot) {
    return *tables_.transports.at(slot).transport;
  }
  const std::unordered_map<std::string, uint32_t>& transportIds() const { return transportIds_; }
  std::optional<uint32_t> transportSlot(const std::string& id) const;
  std::optional<uint32_t> receiverSlot(const std::string& id) const;
  std::optional<uint32_t> senderSlot(const std::string& id) const;

  void receive(uint32_t transport, const Route& from, PacketRef packet, Time now,
               transport::EgressBatch& batch);
  /// The connection of that route is closed. Part of a turn, as receive() is.
  void handleRouteGone(uint32_t transport, const Route& route, Time now);
  void finishTurn(Time now, transport::EgressBatch& batch);
  void advance(Time now, transport::EgressBatch& batch);
  Time nextTimeout() const { return earliest_; }
  std::optional<RouterEvent> pollEvent();

 private:
  void receiveRtp(uint32_t slot, PacketRef packet, Time now);
  std::optional<StreamKey> streamOf(RoomTransport& transport, const rtp::RtpPacketView& view,
                                    const rtp::ParsedExtensions& extensions);
  void measureAudioLevel(uint32_t track, const rtp::RtpPacketView& view,
                         const rtp::ParsedExtensions& extensions);
  void forwardPending(Track& track, Time now, transport::EgressBatch& batch);
  void forwardTo(RtpSender& sender, Track& track, Time now, transport::EgressBatch& batch);
  void reportPending(const RtpReceiver& receiver);
  void touch(uint32_t transport);
  void settle(uint32_t transport, Time now, transport::EgressBatch& batch);
  void handleConnected(RoomTransport& transport, Time now);
  void askForKeyFrame(uint32_t track, Time now);
  void askForKeyFrame(const RtpSender& sender, Time now);
  void takeKeyFrameWish(RtpSender& sender, Time now);
  void refreshExtensions(RoomTransport& transport);
  FirstNumbers firstNumbersOf(const RoomTransport& transport, Ssrc ssrc);
  void removeReceiver(uint32_t slot, Time now);
  void removeSender(uint32_t slot, Time now);

  const std::string id_;
  dtls::DtlsContext& dtlsContext_;
  srtp::Cipher& cipher_;
  Random& random_;
  Log& log_;
  Tables tables_;
  std::unordered_map<std::string, uint32_t> transportIds_;
  std::unordered_map<std::string, uint32_t> receiverIds_;
  std::unordered_map<std::string, uint32_t> senderIds_;
  std::vector<uint32_t> pendingTracks_;
  std::vector<uint32_t> touched_;
  streams::AudioLevels audioLevels_;
  std::deque<RouterEvent> events_;
  Time earliest_ = kNever;
};

}  // namespace sfu::router
