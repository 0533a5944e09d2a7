#include "router/roster.h"

#include <algorithm>
#include <utility>

#include "router/key_frames.h"

namespace sfu::router {

namespace {

Failure notFound(const char* noun, const std::string& id) {
  return Failure::invalidState(std::string(noun) + " " + id + " does not exist");
}

Failure exists(const char* noun, const std::string& id) {
  return Failure::invalidParameters("a " + std::string(noun) + " with id " + id +
                                    " already exists");
}

std::optional<uint32_t> slotIn(const std::unordered_map<std::string, uint32_t>& ids,
                               const std::string& id) {
  const auto found = ids.find(id);
  if (found == ids.end()) return std::nullopt;
  return found->second;
}

}  // namespace

Roster::Roster(dtls::DtlsContext& dtlsContext, srtp::Cipher& cipher, Random& random, Log& log)
    : dtlsContext_(dtlsContext), cipher_(cipher), random_(random), log_(log) {}

std::optional<uint32_t> Roster::transportSlot(const std::string& id) const {
  return slotIn(transportIds_, id);
}
std::optional<uint32_t> Roster::receiverSlot(const std::string& id) const {
  return slotIn(receiverIds_, id);
}
std::optional<uint32_t> Roster::senderSlot(const std::string& id) const {
  return slotIn(senderIds_, id);
}

Result<uint32_t> Roster::createTransport(std::string id, ice::Credentials credentials,
                                         std::unique_ptr<dtls::DtlsContext> ownContext,
                                         ice::Timeouts timeouts) {
  if (transportIds_.contains(id)) return exists("transport", id);
  auto made = std::make_unique<transport::WebRtcTransport>(id, std::move(credentials), dtlsContext_,
                                                           cipher_, random_, log_,
                                                           std::move(ownContext), timeouts);
  const uint32_t slot =
      tables_.transports.add(std::make_unique<RoomTransport>(std::move(made), Ssrc(random_.u32())));
  tables_.transports.at(slot).historyBudget.limit = maxHistoryBytes_;
  transportIds_[std::move(id)] = slot;
  return slot;
}

Status Roster::connectTransport(const std::string& id, transport::RemoteParameters remote,
                                const Turn& turn) {
  const auto slot = transportSlot(id);
  if (!slot) return notFound("transport", id);
  if (tables_.transports.at(*slot).transport->isConnecting()) {
    return Failure::invalidState("transport " + id + " already has remote DTLS parameters");
  }
  tables_.transports.at(*slot).transport->connect(std::move(remote), turn.now);
  turn.touch(*slot);
  return Unit{};
}

Result<uint32_t> Roster::restartIce(const std::string& id, ice::Credentials credentials,
                                    const Turn& turn) {
  const auto slot = transportSlot(id);
  if (!slot) return notFound("transport", id);
  tables_.transports.at(*slot).transport->restartIce(std::move(credentials), turn.now);
  turn.touch(*slot);
  return *slot;
}

Status Roster::setRemoteCredentials(const std::string& id, ice::Credentials credentials) {
  const auto slot = transportSlot(id);
  if (!slot) return notFound("transport", id);
  tables_.transports.at(*slot).transport->setRemoteCredentials(std::move(credentials));
  return Unit{};
}

Status Roster::setMaxBitrate(const std::string& id, Bitrate bitrate, const Turn& turn) {
  const auto slot = transportSlot(id);
  if (!slot) return notFound("transport", id);
  RoomTransport& entry = tables_.transports.at(*slot);
  entry.police.setLimit(bitrate, turn.now);
  if (entry.transport->canSend()) entry.nextReportAt = turn.now;
  turn.touch(*slot);
  return Unit{};
}

Result<uint32_t> Roster::closeTransport(const std::string& id, const Turn& turn) {
  const auto slot = transportSlot(id);
  if (!slot) return notFound("transport", id);
  RoomTransport& entry = tables_.transports.at(*slot);
  while (!entry.receivers.empty()) removeReceiver(entry.receivers.back(), turn);
  while (!entry.senders.empty()) removeSender(entry.senders.back(), turn);

  entry.transport->close();
  while (auto datagram = entry.transport->pollTransmit(turn.now))
    turn.batch.add(std::move(*datagram));
  turn.batch.forget(entry.transport->destination());
  tables_.transports.remove(*slot);
  turn.agenda.transports.remove(*slot);
  transportIds_.erase(id);
  return *slot;
}

Status Roster::createReceiver(std::string id, const std::string& transportId,
                              ReceiverParameters parameters) {
  if (receiverIds_.contains(id)) return exists("receiver", id);
  const auto transportAt = transportSlot(transportId);
  if (!transportAt) return notFound("transport", transportId);
  RoomTransport& entry = tables_.transports.at(*transportAt);

  const uint32_t slot = tables_.tracks.add(
      std::make_unique<Track>(RtpReceiver(id, *transportAt, std::move(parameters))));
  const auto status = entry.streams.add(slot, tables_.tracks.at(slot).receiver.parameters());
  if (!status) {
    tables_.tracks.remove(slot);
    return status;
  }
  entry.receivers.push_back(slot);
  receiverIds_[std::move(id)] = slot;
  refreshExtensions(entry);
  return Unit{};
}

Status Roster::updateReceiver(const std::string& id, ReceiverParameters parameters,
                              const Turn& turn) {
  const auto slot = receiverSlot(id);
  if (!slot) return notFound("receiver", id);
  Track& track = tables_.tracks.at(*slot);
  RoomTransport& entry = tables_.transports.at(track.receiver.transport());
  if (auto status = entry.streams.update(*slot, parameters); !status) return status;

  const std::vector<int> from = track.receiver.update(std::move(parameters));
  for (const uint32_t sender : track.senders) {
    tables_.senders.at(sender).handleEncodings(from, track.receiver.encodingStates());
    passKeyFrameWish(tables_, tables_.senders.at(sender), turn);
  }
  refreshExtensions(entry);
  return Unit{};
}

Status Roster::closeReceiver(const std::string& id, const Turn& turn) {
  const auto slot = receiverSlot(id);
  if (!slot) return notFound("receiver", id);
  removeReceiver(*slot, turn);
  return Unit{};
}

Status Roster::requestKeyFrame(const std::string& receiverId, const Turn& turn) {
  const auto slot = receiverSlot(receiverId);
  if (!slot) return notFound("receiver", receiverId);
  askForKeyFrame(tables_, *slot, turn);
  return Unit{};
}

Status Roster::setRtpEvents(const std::string& receiverId, bool enabled, const Turn& turn) {
  const auto slot = receiverSlot(receiverId);
  if (!slot) return notFound("receiver", receiverId);
  tables_.tracks.at(*slot).receiver.setReporting(enabled);
  if (enabled) askForKeyFrame(tables_, *slot, turn);
  return Unit{};
}

Status Roster::createSender(std::string id, const std::string& receiverId,
                            const std::string& transportId, SenderParameters parameters,
                            const streams::LayerLimits& limits, bool paused, const Turn& turn) {
  if (senderIds_.contains(id)) return exists("sender", id);
  const auto receiverAt = receiverSlot(receiverId);
  if (!receiverAt) return notFound("receiver", receiverId);
  const auto transportAt = transportSlot(transportId);
  if (!transportAt) return notFound("transport", transportId);
  RoomTransport& entry = tables_.transports.at(*transportAt);
  const bool isTaken = entry.senderBySsrc.contains(parameters.ssrc) ||
                       (parameters.rtxSsrc && entry.senderBySsrc.contains(*parameters.rtxSsrc));
  if (isTaken) return Failure::invalidParameters("ssrc already in use on transport " + transportId);

  Track& track = tables_.tracks.at(*receiverAt);
  const auto& codecs = track.receiver.parameters().codecs;
  const uint32_t clockRate = codecs.empty() ? 90000 : codecs.front().clockRate;
  const FirstNumbers first = firstNumbersOf(entry, parameters.ssrc);
  auto sender =
      std::make_unique<RtpSender>(id, *receiverAt, *transportAt, std::move(parameters), first,
                                  clockRate, paused, track.receiver.encodingStates());
  sender->setLimits(limits, track.receiver.encodingStates());
  const uint32_t slot = tables_.senders.add(std::move(sender));
  senderIds_[std::move(id)] = slot;
  addSender(slot);
  if (!entry.transport->canSend()) return Unit{};
  entry.nextReportAt = std::min(entry.nextReportAt, turn.now + std::chrono::milliseconds(100));
  turn.touch(*transportAt);
  const RtpSender& made = tables_.senders.at(slot);
  if (made.awaitsKeyFrame()) askForKeyFrame(tables_, made, turn);
  return Unit{};
}

/// Enters it where its receiver's packets and its viewer's feedback look for it.
void Roster::addSender(uint32_t slot) {
  const RtpSender& sender = tables_.senders.at(slot);
  RoomTransport& entry = tables_.transports.at(sender.transport());
  const SenderParameters& parameters = sender.parameters();
  entry.senderBySsrc[parameters.ssrc] = slot;
  if (parameters.rtxSsrc) entry.senderBySsrc[*parameters.rtxSsrc] = slot;
  entry.senders.push_back(slot);
  tables_.tracks.at(sender.receiver()).senders.push_back(slot);
}

FirstNumbers Roster::firstNumbersOf(RoomTransport& transport, Ssrc ssrc) {
  if (const auto retired = transport.retired.take(ssrc)) return *retired;
  // Half of the range keeps the first roll-over far from the start, and zero is
  // avoided because a packet from before the first would wrap. RFC 3711, section 3.3.1.
  constexpr uint32_t kLowest = 256;
  const auto sequence = [&] {
    return SequenceNumber(static_cast<uint16_t>(kLowest + random_.below(0x8000 - kLowest)));
  };
  return {{sequence(), random_.u32()}, sequence()};
}

Status Roster::pauseSender(const std::string& id) {
  const auto slot = senderSlot(id);
  if (!slot) return notFound("sender", id);
  tables_.senders.at(*slot).pause();
  return Unit{};
}

Status Roster::resumeSender(const std::string& id, const Turn& turn) {
  const auto slot = senderSlot(id);
  if (!slot) return notFound("sender", id);
  RtpSender& sender = tables_.senders.at(*slot);
  if (!sender.isPaused()) return Unit{};
  sender.resume();
  if (sender.awaitsKeyFrame()) askForKeyFrame(tables_, sender, turn);
  return Unit{};
}

Status Roster::setSenderLayers(const std::string& id, const streams::LayerLimits& limits,
                               const Turn& turn) {
  const auto slot = senderSlot(id);
  if (!slot) return notFound("sender", id);
  RtpSender& sender = tables_.senders.at(*slot);
  sender.setLimits(limits, tables_.tracks.at(sender.receiver()).receiver.encodingStates());
  passKeyFrameWish(tables_, sender, turn);
  return Unit{};
}

Status Roster::closeSender(const std::string& id, const Turn& turn) {
  const auto slot = senderSlot(id);
  if (!slot) return notFound("sender", id);
  removeSender(*slot, turn);
  return Unit{};
}

void Roster::refreshExtensions(RoomTransport& transport) {
  rtp::ExtensionMap all;
  transport.sendsTransportFeedback = false;
  for (const uint32_t slot : transport.receivers) {
    const rtp::ExtensionMap& own = tables_.tracks.at(slot).receiver.parameters().extensions;
    for (uint8_t i = 1; i < static_cast<uint8_t>(rtp::ExtensionKind::kCount); ++i) {
      const auto kind = static_cast<rtp::ExtensionKind>(i);
      if (own.idOf(kind) != 0) all.set(kind, own.idOf(kind));
    }
  }
  transport.sendsTransportFeedback = all.idOf(rtp::ExtensionKind::kTransportSequenceNumber) != 0;
  transport.extensions = all;
}

void Roster::removeReceiver(uint32_t slot, const Turn& turn) {
  Track& track = tables_.tracks.at(slot);
  while (!track.senders.empty()) removeSender(track.senders.back(), turn);
  RoomTransport& entry = tables_.transports.at(track.receiver.transport());
  entry.streams.remove(slot);
  std::erase(entry.receivers, slot);
  receiverIds_.erase(track.receiver.id());
  turn.agenda.tracks.remove(slot);
  tables_.audioLevels.remove(slot);
  tables_.tracks.remove(slot);
  refreshExtensions(entry);
}

void Roster::removeSender(uint32_t slot, const Turn& turn) {
  RtpSender& sender = tables_.senders.at(slot);
  RoomTransport& entry = tables_.transports.at(sender.transport());
  entry.retired.add(sender.parameters().ssrc, sender.successor(turn.now));
  std::erase_if(entry.senderBySsrc, [&](const auto& pair) { return pair.second == slot; });
  std::erase(entry.senders, slot);
  Track& track = tables_.tracks.at(sender.receiver());
  std::erase(track.senders, slot);
  const bool isWatched = !track.senders.empty() || track.receiver.isReporting();
  if (!isWatched) track.receiver.cancelKeyFrameRequests();
  senderIds_.erase(sender.id());
  tables_.senders.remove(slot);
}

}  // namespace sfu::router
