// A room in a simulated world: a router, and peers whose datagrams travel over links.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/packet_buffer.h"
#include "crypto/certificate.h"
#include "dtls/dtls_context.h"
#include "router/router.h"
#include "srtp/cipher.h"
#include "test/kit/webrtc_endpoint.h"
#include "test/kit/world.h"
#include "transport/egress_batch.h"

namespace sfu::test {

/// Drops what is logged.
class SilentLog final : public Log {
 public:
  void write(LogLevel, std::string_view, std::string) override {}
  bool isOn(LogLevel, std::string_view) const override { return false; }
};

/// One participant: a browser-like endpoint, and everything that it was sent.
struct Participant {
  std::string name;
  Route route;  // seen from the server
  std::unique_ptr<WebRtcEndpoint> endpoint;
  std::vector<std::vector<uint8_t>> rtp;   // plain packets, oldest first
  std::vector<std::vector<uint8_t>> rtcp;  // plain compounds, oldest first
  uint64_t bytesFromServer = 0;            // put on the link, whatever becomes of them
  std::vector<uint8_t> lastDatagram;       // of those it has sent
  uint16_t nextSequence = 100;
  uint32_t nextTimestamp = 90000;

  /// The sequence numbers that came under `ssrc`, in the order they came.
  std::vector<uint16_t> sequences(Ssrc ssrc) const;
  /// How many compounds hold an item of that type and format (or count).
  size_t countRtcp(uint8_t packetType, uint8_t count) const;
};

/// A router with its owner's duties: it hands datagrams in, flushes the batch and
/// passes time. Guards stand in every scenario: no datagram above the MTU, no
/// SRTP sequence number used twice, no buffer left behind.
class Room {
 public:
  static constexpr PayloadType kVp8{96};
  static constexpr PayloadType kRtx{97};
  static constexpr uint8_t kMidId = 4;
  static constexpr uint8_t kTransportSequenceId = 5;

  explicit Room(uint64_t seed);
  ~Room();

  World world;
  router::Router& router() { return *router_; }
  router::Roster& roster() { return router_->roster(); }
  /// For a request to the roster, or to the router itself.
  router::Turn turn() { return router_->turn(world.now(), *batch_); }

  /// Adds a peer and lets it connect; the links may be changed later by its name.
  Participant& join(const std::string& name, dtls::Role role = dtls::Role::kClient,
                    LinkProfile profile = {});
  /// `name` publishes VP8 under `ssrc`, its RTX under ssrc + 1.
  void publish(const std::string& name, Ssrc ssrc);
  /// `viewer` gets the track of `publisher` as `ssrc`, its RTX as ssrc + 1.
  void view(const std::string& viewer, const std::string& publisher, Ssrc ssrc,
            const streams::LayerLimits& limits = {});

  /// Sends one VP8 packet; `isKeyFrame` begins a key frame. Returns its sequence number.
  uint16_t sendVideo(Participant& from, Ssrc ssrc, bool isKeyFrame, size_t size = 500);
  void sendRtcp(Participant& from, Bytes compound);
  /// Puts on the link what the participant's endpoint was given to send.
  void flush(Participant& participant) { drain(participant); }
  /// What a stranger sends from the participant's address, or from another route.
  void inject(const Participant& as, Bytes datagram) { inject(as, as.route, datagram); }
  void inject(const Participant& as, const Route& route, Bytes datagram);

  /// Buffers that the room holds.
  size_t packetsInUse() const { return pool_.inUse(); }
  /// From now on it is there, and nobody where it was.
  void move(Participant& participant, const Route& route) { participant.route = route; }
  /// What the server has sent by this route.
  uint64_t bytesTo(const Route& route) const;

  void pass(Duration duration) { world.pass(duration); }
  /// The events since the last call.
  std::vector<router::RouterEvent> events();

 private:
  static constexpr std::string_view kServer = "server";

  void addToWorld(Participant& participant);
  void receiveAtServer(std::string_view from, Bytes datagram, Time now);
  void finishTurn(Time now);
  void drain(Participant& participant);

  PacketPool pool_;
  std::unique_ptr<crypto::Certificate> serverCertificate_;
  std::unique_ptr<crypto::Certificate> peerCertificate_;
  std::unique_ptr<dtls::DtlsContext> serverContext_;
  std::unique_ptr<dtls::DtlsContext> peerContext_;
  std::unique_ptr<srtp::Cipher> cipher_;
  SilentLog log_;
  std::unique_ptr<transport::EgressBatch> batch_;
  std::unique_ptr<router::Router> router_;
  std::map<std::string, std::unique_ptr<Participant>, std::less<>> participants_;
  std::map<Route, uint64_t> bytesTo_;
};

}  // namespace sfu::test
