// Who is in a room: transports, receivers and senders come and go at Node's request.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "base/units.h"
#include "router/parameters.h"
#include "router/tables.h"
#include "router/turn.h"

namespace sfu::router {

/// Owns the tables of a room, and knows its objects by the ids that Node gave them. Each request
/// changes everything that it says, or nothing; those that take a Turn may cause datagrams or
/// events, which leave when the turn is finished.
class Roster {
 public:
  Roster(dtls::DtlsContext& dtlsContext, srtp::Cipher& cipher, Random& random, Log& log);

  Tables& tables() { return tables_; }
  const Tables& tables() const { return tables_; }
  const std::unordered_map<std::string, uint32_t>& transportIds() const { return transportIds_; }
  std::optional<uint32_t> transportSlot(const std::string& id) const;
  std::optional<uint32_t> receiverSlot(const std::string& id) const;
  std::optional<uint32_t> senderSlot(const std::string& id) const;

  /// For transports that are created from now on: the bytes that packets kept for retransmission
  /// may take.
  void setMaxHistoryBytes(size_t bytes) { maxHistoryBytes_ = bytes; }
  /// `ownContext` is for a transport with a certificate of its own.
  Result<uint32_t> createTransport(std::string id, ice::Credentials credentials,
                                   std::unique_ptr<dtls::DtlsContext> ownContext = nullptr,
                                   ice::Timeouts timeouts = {});
  Status connectTransport(const std::string& id, transport::RemoteParameters remote,
                          const Turn& turn);
  /// What the endpoint is told at most to send; zero lifts the limit.
  Status setMaxBitrate(const std::string& id, Bitrate bitrate, const Turn& turn);
  Result<uint32_t> restartIce(const std::string& id, ice::Credentials credentials,
                              const Turn& turn);
  /// The endpoint's, at first and after each of its ICE restarts.
  Status setRemoteCredentials(const std::string& id, ice::Credentials credentials);
  /// Its receivers, with their senders, and its senders go with it. Last words
  /// (the DTLS alert) go into the turn's batch.
  Result<uint32_t> closeTransport(const std::string& id, const Turn& turn);

  Status createReceiver(std::string id, const std::string& transportId,
                        ReceiverParameters parameters);
  Status updateReceiver(const std::string& id, ReceiverParameters parameters, const Turn& turn);
  Status closeReceiver(const std::string& id, const Turn& turn);
  Status requestKeyFrame(const std::string& receiverId, const Turn& turn);
  /// Whether each accepted packet becomes a PacketAccepted. Begins with a request for a key frame.
  Status setRtpEvents(const std::string& receiverId, bool enabled, const Turn& turn);

  Status createSender(std::string id, const std::string& receiverId, const std::string& transportId,
                      SenderParameters parameters, const streams::LayerLimits& limits, bool paused,
                      const Turn& turn);
  /// What the viewer gets at most. What passes follows at the next key frame or layer sync.
  Status setSenderLayers(const std::string& id, const streams::LayerLimits& limits,
                         const Turn& turn);
  Status pauseSender(const std::string& id);
  Status resumeSender(const std::string& id, const Turn& turn);
  Status closeSender(const std::string& id, const Turn& turn);

 private:
  void addSender(uint32_t slot);
  void refreshExtensions(RoomTransport& transport);
  FirstNumbers firstNumbersOf(RoomTransport& transport, Ssrc ssrc);
  void removeReceiver(uint32_t slot, const Turn& turn);
  void removeSender(uint32_t slot, const Turn& turn);

  dtls::DtlsContext& dtlsContext_;
  srtp::Cipher& cipher_;
  Random& random_;
  Log& log_;
  Tables tables_;
  std::unordered_map<std::string, uint32_t> transportIds_;
  std::unordered_map<std::string, uint32_t> receiverIds_;
  std::unordered_map<std::string, uint32_t> senderIds_;
  size_t maxHistoryBytes_ = streams::HistoryBudget::kDefaultLimit;
};

}  // namespace sfu::router
