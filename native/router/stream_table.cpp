#include "router/stream_table.h"

#include <algorithm>

#include "base/assert.h"

namespace sfu::router {

namespace {

/// Payload types route only where signalling left a stream without an SSRC.
bool lacksSsrc(const ReceiverParameters& parameters) {
  return std::any_of(parameters.encodings.begin(), parameters.encodings.end(),
                     [](const ReceiverEncoding& encoding) { return !encoding.ssrc; });
}

template <class Visit>
void forEachSsrc(const ReceiverParameters& parameters, Visit&& visit) {
  for (uint16_t i = 0; i < parameters.encodings.size(); ++i) {
    const ReceiverEncoding& encoding = parameters.encodings[i];
    if (encoding.ssrc) visit(*encoding.ssrc, i, false);
    if (encoding.rtxSsrc) visit(*encoding.rtxSsrc, i, true);
  }
}

template <class Visit>
void forEachPayloadType(const ReceiverParameters& parameters, Visit&& visit) {
  for (const ReceiverCodec& codec : parameters.codecs) {
    visit(codec.payloadType);
    if (codec.rtxPayloadType) visit(*codec.rtxPayloadType);
  }
}

}  // namespace

Status StreamTable::add(uint32_t receiver, const ReceiverParameters& parameters) {
  const bool routesByPayloadType = lacksSsrc(parameters) && parameters.mid.empty();
  if (auto status = checkCollisions(parameters, routesByPayloadType); !status) return status;

  forEachSsrc(parameters, [&](Ssrc ssrc, uint16_t encoding, bool isRtx) {
    ssrcs_[ssrc] = {receiver, encoding, isRtx};
  });
  if (!parameters.mid.empty()) mids_[parameters.mid] = receiver;
  // A sender that writes no MID (GStreamer) is still found by its payload type, where
  // that names one receiver only.
  if (lacksSsrc(parameters)) {
    forEachPayloadType(
        parameters, [&](PayloadType type) { payloadTypes_.try_emplace(type.value(), receiver); });
  }
  receivers_[receiver] = {parameters};
  return Unit{};
}

Status StreamTable::checkCollisions(const ReceiverParameters& parameters,
                                    bool routesByPayloadType) const {
  std::string trouble;
  forEachSsrc(parameters, [&](Ssrc ssrc, uint16_t, bool) {
    if (ssrcs_.contains(ssrc)) trouble = "ssrc already in use: " + std::to_string(ssrc.value());
  });
  if (!parameters.mid.empty() && mids_.contains(parameters.mid)) {
    trouble = "muxId already in use: " + parameters.mid;
  }
  if (routesByPayloadType) {
    forEachPayloadType(parameters, [&](PayloadType type) {
      if (payloadTypes_.contains(type.value())) {
        trouble = "payloadType already in use: " + std::to_string(type.value());
      }
    });
  }
  if (!trouble.empty()) return Failure::invalidParameters(std::move(trouble));
  return Unit{};
}

Status StreamTable::update(uint32_t receiver, const ReceiverParameters& parameters) {
  const ReceiverParameters before = receivers_.at(receiver).parameters;
  const auto ssrcs = ssrcs_;
  remove(receiver);
  const Status status = add(receiver, parameters);
  if (!status) {
    const Status restored = add(receiver, before);
    SFU_ASSERT(restored.ok());
  }
  const ReceiverParameters& now = receivers_.at(receiver).parameters;
  for (const auto& [ssrc, key] : ssrcs) {
    if (key.receiver == receiver) keep(ssrc, key, before.encodings[key.encoding], now);
  }
  return status;
}

/// Gives an SSRC that was learnt to its encoding again, unless signalling says otherwise now.
void StreamTable::keep(Ssrc ssrc, StreamKey key, const ReceiverEncoding& before,
                       const ReceiverParameters& now) {
  if (ssrc == before.ssrc || ssrc == before.rtxSsrc) return;
  for (uint16_t i = 0; i < now.encodings.size(); ++i) {
    const ReceiverEncoding& encoding = now.encodings[i];
    if (encoding.rid != before.rid || (encoding.rid.empty() && i != key.encoding)) continue;
    const auto& named = key.isRtx ? encoding.rtxSsrc : encoding.ssrc;
    if (named || ssrcs_.contains(ssrc)) return;
    ssrcs_[ssrc] = {key.receiver, i, key.isRtx};
    return;
  }
}

void StreamTable::remove(uint32_t receiver) {
  std::erase_if(ssrcs_, [&](const auto& entry) { return entry.second.receiver == receiver; });
  std::erase_if(mids_, [&](const auto& entry) { return entry.second == receiver; });
  std::erase_if(payloadTypes_, [&](const auto& entry) { return entry.second == receiver; });
  receivers_.erase(receiver);
}

std::optional<StreamKey> StreamTable::learn(Ssrc ssrc, const StreamHints& hints) {
  std::optional<StreamKey> key;
  if (!hints.mid.empty()) {
    const auto byMid = mids_.find(hints.mid);
    if (byMid == mids_.end()) return std::nullopt;
    key = keyFor(byMid->second, hints);
  } else {
    const auto byType = payloadTypes_.find(hints.payloadType.value());
    if (byType == payloadTypes_.end()) return std::nullopt;
    key = keyFor(byType->second, hints);
  }
  if (!key) return std::nullopt;

  const auto known = std::find_if(ssrcs_.begin(), ssrcs_.end(),
                                  [&](const auto& entry) { return entry.second == *key; });
  if (known != ssrcs_.end()) {
    const bool byRid = !hints.rid.empty() || !hints.repairedRid.empty();
    if (byRid) return std::nullopt;
    ssrcs_.erase(known);
  }
  ssrcs_[ssrc] = *key;
  return key;
}

std::optional<StreamKey> StreamTable::keyFor(uint32_t receiver, const StreamHints& hints) const {
  const ReceiverParameters& parameters = receivers_.at(receiver).parameters;
  StreamKey key{receiver, 0, false};
  bool isKnownType = false;
  for (const ReceiverCodec& codec : parameters.codecs) {
    if (codec.payloadType == hints.payloadType) isKnownType = true;
    if (codec.rtxPayloadType == hints.payloadType) isKnownType = key.isRtx = true;
  }
  if (!isKnownType) return std::nullopt;

  const std::string_view rid = key.isRtx ? hints.repairedRid : hints.rid;
  if (rid.empty()) {
    // It could be any of them; taken for the first, it would mix two encodings.
    const bool hasRids = parameters.encodings.size() > 1 && !parameters.encodings[0].rid.empty();
    return hasRids ? std::nullopt : std::optional(key);
  }
  for (uint16_t i = 0; i < parameters.encodings.size(); ++i) {
    if (parameters.encodings[i].rid != rid) continue;
    key.encoding = i;
    return key;
  }
  return std::nullopt;
}

}  // namespace sfu::router
