// What Node asks of a room: each request changes everything it says, or nothing.
#include <algorithm>
#include <utility>

#include "router/router.h"

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

std::optional<uint32_t> Router::transportSlot(const std::string& id) const {
  return slotIn(transportIds_, id);
}
std::optional<uint32_t> Router::receiverSlot(const std::string& id) const {
  return slotIn(receiverIds_, id);
}
std::optional<uint32_t> Router::senderSlot(const std::string& id) const {
  return slotIn(senderIds_, id);
}

Result<uint32_t> Router::createTransport(std::string id, ice::Credentials credentials,
                                         std::unique_ptr<dtls::DtlsContext> ownContext) {
  if (transportIds_.contains(id)) return exists("transport", id);
  auto made = std::make_unique<transport::WebRtcTransport>(id, std::move(credentials), dtlsContext_,
                                                           cipher_, log_, std::move(ownContext));
  const uint32_t slot =
      tables_.transports.add(std::make_unique<RoomTransport>(std::move(made), Ssrc(random_.u32())));
  transportIds_[std::move(id)] = slot;
  return slot;
}

Status Router::connectTransport(const std::string& id, dtls::Role role, std::string algorithm,
                                std::string fingerprint, Time now) {
  const auto slot = transportSlot(id);
  if (!slot) return notFound("transport", id);
  if (transport(*slot).isConnecting()) {
    return Failure::invalidState("transport " + id + " already has remote DTLS parameters");
  }
  transport(*slot).connect(role, std::move(algorithm), std::move(fingerprint), now);
  touch(*slot);
  return Unit{};
}

Result<uint32_t> Router::restartIce(const std::string& id, ice::Credentials credentials) {
  const auto slot = transportSlot(id);
  if (!slot) return notFound("transport", id);
  transport(*slot).restartIce(std::move(credentials));
  touch(*slot);
  return *slot;
}

Status Router::setMaxBitrate(const std::string& id, Bitrate bitrate, Time now) {
  const auto slot = transportSlot(id);
  if (!slot) return notFound("transport", id);
  RoomTransport& entry = tables_.transports.at(*slot);
  entry.maxBitrate = bitrate;
  if (entry.transport->canSend()) entry.nextReportAt = now;
  touch(*slot);
  return Unit{};
}

Result<uint32_t> Router::closeTransport(const std::string& id, Time now,
                                        transport::EgressBatch& batch) {
  const auto slot = transportSlot(id);
  if (!slot) return notFound("transport", id);
  RoomTransport& entry = tables_.transports.at(*slot);
  while (!entry.receivers.empty()) removeReceiver(entry.receivers.back(), now);
  while (!entry.senders.empty()) removeSender(entry.senders.back(), now);

  entry.transport->close();
  while (auto datagram = entry.transport->pollTransmit(now)) batch.add(std::move(*datagram));
  batch.forget(entry.transport->destination());
  tables_.transports.remove(*slot);
  std::erase(touched_, *slot);
  transportIds_.erase(id);
  return *slot;
}

Status Router::createReceiver(std::string id, const std::string& transportId,
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

Status Router::updateReceiver(const std::string& id, ReceiverParameters parameters, Time now) {
  const auto slot = receiverSlot(id);
  if (!slot) return notFound("receiver", id);
  Track& track = tables_.tracks.at(*slot);
  RoomTransport& entry = tables_.transports.at(track.receiver.transport());
  if (auto status = entry.streams.update(*slot, parameters); !status) return status;

  const std::vector<int> from = track.receiver.update(std::move(parameters));
  for (const uint32_t sender : track.senders) {
    tables_.senders.at(sender).handleEncodings(from, track.receiver);
    takeKeyFrameWish(tables_.senders.at(sender), now);
  }
  refreshExtensions(entry);
  return Unit{};
}

Status Router::closeReceiver(const std::string& id, Time now) {
  const auto slot = receiverSlot(id);
  if (!slot) return notFound("receiver", id);
  removeReceiver(*slot, now);
  return Unit{};
}

Status Router::requestKeyFrame(const std::string& receiverId, Time now) {
  const auto slot = receiverSlot(receiverId);
  if (!slot) return notFound("receiver", receiverId);
  askForKeyFrame(*slot, now);
  return Unit{};
}

Status Router::setRtpEvents(const std::string& receiverId, bool enabled, Time now) {
  const auto slot = receiverSlot(receiverId);
  if (!slot) return notFound("receiver", receiverId);
  tables_.tracks.at(*slot).receiver.setReporting(enabled);
  if (enabled) askForKeyFrame(*slot, now);
  return Unit{};
}

Status Router::createSender(std::string id, const std::string& receiverId,
                            const std::string& transportId, SenderParameters parameters,
                            const streams::LayerLimits& limits, bool paused, Time now) {
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
  auto sender = std::make_unique<RtpSender>(id, *receiverAt, *transportAt, std::move(parameters),
                                            first, clockRate, paused, track.receiver);
  sender->setLimits(limits, track.receiver);
  const SenderParameters& taken = sender->parameters();
  const Ssrc ssrc = taken.ssrc;
  const auto rtxSsrc = taken.rtxSsrc;
  const uint32_t slot = tables_.senders.add(std::move(sender));
  entry.senderBySsrc[ssrc] = slot;
  if (rtxSsrc) entry.senderBySsrc[*rtxSsrc] = slot;
  entry.senders.push_back(slot);
  track.senders.push_back(slot);
  senderIds_[std::move(id)] = slot;
  if (entry.transport->canSend()) {
    entry.nextReportAt = std::min(entry.nextReportAt, now + std::chrono::milliseconds(100));
    touch(*transportAt);
    const RtpSender& made = tables_.senders.at(slot);
    if (made.awaitsKeyFrame()) askForKeyFrame(made, now);
  }
  return Unit{};
}

FirstNumbers Router::firstNumbersOf(const RoomTransport& transport, Ssrc ssrc) {
  const auto retired = transport.retired.find(ssrc);
  if (retired != transport.retired.end()) return retired->second;
  // Half of the range keeps the first roll-over far from the start, and zero is
  // avoided because a packet from before the first would wrap. RFC 3711, section 3.3.1.
  constexpr uint32_t kLowest = 256;
  const auto sequence = [&] {
    return SequenceNumber(static_cast<uint16_t>(kLowest + random_.below(0x8000 - kLowest)));
  };
  return {{sequence(), random_.u32()}, sequence()};
}

Status Router::pauseSender(const std::string& id) {
  const auto slot = senderSlot(id);
  if (!slot) return notFound("sender", id);
  tables_.senders.at(*slot).pause();
  return Unit{};
}

Status Router::resumeSender(const std::string& id, Time now) {
  const auto slot = senderSlot(id);
  if (!slot) return notFound("sender", id);
  RtpSender& sender = tables_.senders.at(*slot);
  if (!sender.isPaused()) return Unit{};
  sender.resume();
  if (sender.awaitsKeyFrame()) askForKeyFrame(sender, now);
  return Unit{};
}

Status Router::setSenderLayers(const std::string& id, const streams::LayerLimits& limits,
                               Time now) {
  const auto slot = senderSlot(id);
  if (!slot) return notFound("sender", id);
  RtpSender& sender = tables_.senders.at(*slot);
  sender.setLimits(limits, tables_.tracks.at(sender.receiver()).receiver);
  takeKeyFrameWish(sender, now);
  return Unit{};
}

Status Router::closeSender(const std::string& id, Time now) {
  const auto slot = senderSlot(id);
  if (!slot) return notFound("sender", id);
  removeSender(*slot, now);
  return Unit{};
}

void Router::setAudioLevels(bool enabled, Time now) {
  if (!enabled) {
    audioLevels_.disable();
    return;
  }
  audioLevels_.enable(now);
  earliest_ = std::min(earliest_, audioLevels_.nextTimeout());
}

void Router::refreshExtensions(RoomTransport& transport) {
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

void Router::removeReceiver(uint32_t slot, Time now) {
  Track& track = tables_.tracks.at(slot);
  while (!track.senders.empty()) removeSender(track.senders.back(), now);
  RoomTransport& entry = tables_.transports.at(track.receiver.transport());
  entry.streams.remove(slot);
  std::erase(entry.receivers, slot);
  receiverIds_.erase(track.receiver.id());
  std::erase(pendingTracks_, slot);
  audioLevels_.remove(slot);
  tables_.tracks.remove(slot);
  refreshExtensions(entry);
}

void Router::removeSender(uint32_t slot, Time now) {
  RtpSender& sender = tables_.senders.at(slot);
  RoomTransport& entry = tables_.transports.at(sender.transport());
  entry.retired.insert_or_assign(sender.parameters().ssrc, sender.successor(now));
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
