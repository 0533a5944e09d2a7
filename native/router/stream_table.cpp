#include "router/stream_table.h"

#include <algorithm>

namespace sfu::router {

namespace {

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
    visit(codec.payloadType.value());
    if (codec.rtxPayloadType) visit(codec.rtxPayloadType->value());
  }
}

bool names(const ReceiverParameters& parameters, Ssrc ssrc) {
  bool isNamed = false;
  forEachSsrc(parameters, [&](Ssrc own, uint16_t, bool) { isNamed = isNamed || own == ssrc; });
  return isNamed;
}

std::optional<Ssrc> signalled(const ReceiverEncoding& encoding, bool isRtx) {
  return isRtx ? encoding.rtxSsrc : encoding.ssrc;
}

/// Nothing but their payload types could tell their packets apart.
bool hasOnlyPayloadTypes(const ReceiverParameters& parameters) {
  return parameters.mid.empty() &&
         std::any_of(parameters.encodings.begin(), parameters.encodings.end(),
                     [](const ReceiverEncoding& encoding) { return !encoding.ssrc; });
}

}  // namespace

Status StreamTable::add(uint32_t receiver, const ReceiverParameters& parameters) {
  if (auto status = checkCollisions(receiver, parameters); !status) return status;
  insert(receiver, parameters);
  return Unit{};
}

Status StreamTable::checkCollisions(uint32_t receiver, const ReceiverParameters& parameters) const {
  const auto byMid = mids_.find(parameters.mid);
  if (!parameters.mid.empty() && byMid != mids_.end() && byMid->second != receiver) {
    return Failure::invalidParameters("muxId already in use: " + parameters.mid);
  }
  if (!hasOnlyPayloadTypes(parameters)) return Unit{};
  std::string trouble;
  for (const auto& entry : receivers_) {
    const ReceiverParameters& theirs = entry.second;
    if (entry.first == receiver || !hasOnlyPayloadTypes(theirs)) continue;
    forEachPayloadType(parameters, [&](uint8_t type) {
      forEachPayloadType(theirs, [&](uint8_t taken) {
        if (type == taken) trouble = "payloadType already in use: " + std::to_string(type);
      });
    });
  }
  if (!trouble.empty()) return Failure::invalidParameters(std::move(trouble));
  return Unit{};
}

void StreamTable::insert(uint32_t receiver, const ReceiverParameters& parameters) {
  forEachSsrc(parameters, [&](Ssrc ssrc, uint16_t encoding, bool isRtx) {
    ssrcs_[ssrc] = {receiver, encoding, isRtx};
  });
  if (!parameters.mid.empty()) mids_[parameters.mid] = receiver;
  receivers_[receiver] = parameters;
  refreshPayloadTypes();
}

Status StreamTable::update(uint32_t receiver, const ReceiverParameters& parameters) {
  if (auto status = checkCollisions(receiver, parameters); !status) return status;
  const ReceiverParameters before = receivers_.at(receiver);
  const auto ssrcs = ssrcs_;
  erase(receiver);
  insert(receiver, parameters);
  for (const auto& [ssrc, key] : ssrcs) {
    // Named before and now, it does not come anew: whoever took it keeps it.
    const bool isOld = names(before, ssrc) && names(parameters, ssrc);
    if (isOld && key.receiver != receiver) ssrcs_[ssrc] = key;
    if (key.receiver == receiver) keep(ssrc, key, before, parameters);
  }
  restoreSignalled();
  return Unit{};
}

/// Gives an SSRC that was learnt to its encoding again, unless signalling says otherwise now.
void StreamTable::keep(Ssrc ssrc, StreamKey key, const ReceiverParameters& before,
                       const ReceiverParameters& now) {
  const ReceiverEncoding& old = before.encodings[key.encoding];
  if (ssrc == signalled(old, key.isRtx)) return;
  for (uint16_t i = 0; i < now.encodings.size(); ++i) {
    const ReceiverEncoding& encoding = now.encodings[i];
    if (encoding.rid != old.rid || (encoding.rid.empty() && i != key.encoding)) continue;
    const auto named = signalled(encoding, key.isRtx);
    if ((named && named != signalled(old, key.isRtx)) || ssrcs_.contains(ssrc)) return;
    if (named) ssrcs_.erase(*named);
    ssrcs_[ssrc] = {key.receiver, i, key.isRtx};
    return;
  }
}

void StreamTable::erase(uint32_t receiver) {
  std::erase_if(ssrcs_, [&](const auto& entry) { return entry.second.receiver == receiver; });
  std::erase_if(mids_, [&](const auto& entry) { return entry.second == receiver; });
  receivers_.erase(receiver);
}

void StreamTable::remove(uint32_t receiver) {
  erase(receiver);
  restoreSignalled();
  refreshPayloadTypes();
}

/// An SSRC that signalling named and that nobody has any more belongs to whoever it was named
/// for, unless another SSRC has come in its place.
void StreamTable::restoreSignalled() {
  for (const auto& [receiver, parameters] : receivers_) {
    forEachSsrc(parameters, [&, slot = receiver](Ssrc ssrc, uint16_t encoding, bool isRtx) {
      const StreamKey key{slot, encoding, isRtx};
      if (!ssrcs_.contains(ssrc) && !holderOf(key)) ssrcs_[ssrc] = key;
    });
  }
}

void StreamTable::refreshPayloadTypes() {
  std::map<uint8_t, std::optional<uint32_t>> users;
  for (const auto& [receiver, parameters] : receivers_) {
    forEachPayloadType(parameters, [&, slot = receiver](uint8_t type) {
      const auto [user, isFirst] = users.try_emplace(type, slot);
      if (!isFirst && user->second != slot) user->second.reset();
    });
  }
  payloadTypes_.clear();
  for (const auto& [type, user] : users) {
    if (user) payloadTypes_[type] = *user;
  }
}

std::optional<StreamKey> StreamTable::learn(Ssrc ssrc, const StreamHints& hints, Time now,
                                            const IsFlowing& isFlowing) {
  if (ssrc == Ssrc(0)) return std::nullopt;
  const StreamKey* known = find(ssrc);
  const auto key = keyOf(known, hints);
  if (!key || (known && *known == *key)) return key;
  if (!mayTake(ssrc, *key, hints.namesStream(), now, isFlowing)) return std::nullopt;
  take(ssrc, *key, now);
  return key;
}

/// The stream that a packet is of, by what it says and what is `known` of its SSRC.
std::optional<StreamKey> StreamTable::keyOf(const StreamKey* known,
                                            const StreamHints& hints) const {
  const auto byMid = mids_.find(hints.mid);
  if (!hints.mid.empty() && byMid == mids_.end()) {
    // A section that is not described yet, or no more. A receiver without a MID takes any.
    const bool isAnonymous = known && receivers_.at(known->receiver).mid.empty();
    return isAnonymous ? std::optional(*known) : std::nullopt;
  }
  if (known && (hints.mid.empty() || byMid->second == known->receiver)) {
    const std::string_view rid = known->isRtx ? hints.repairedRid : hints.rid;
    const auto named = rid.empty() ? std::nullopt : keyIn(known->receiver, hints);
    return named ? named : *known;
  }
  if (!hints.mid.empty()) return keyIn(byMid->second, hints);
  const auto byType = payloadTypes_.find(hints.payloadType.value());
  return byType == payloadTypes_.end() ? std::nullopt : keyIn(byType->second, hints);
}

/// The stream among those of a receiver.
std::optional<StreamKey> StreamTable::keyIn(uint32_t receiver, const StreamHints& hints) const {
  const ReceiverParameters& parameters = receivers_.at(receiver);
  StreamKey key{receiver, 0, false};
  bool isKnownType = false;
  for (const ReceiverCodec& codec : parameters.codecs) {
    if (codec.payloadType == hints.payloadType) isKnownType = true;
    if (codec.rtxPayloadType == hints.payloadType) isKnownType = key.isRtx = true;
  }
  if (!isKnownType) return std::nullopt;

  const std::string_view rid = key.isRtx ? hints.repairedRid : hints.rid;
  // Without a RID it could be any of several; taken for the first, it would mix two encodings.
  if (parameters.encodings.size() == 1 && (rid.empty() || parameters.encodings[0].rid.empty())) {
    return key;
  }
  for (uint16_t i = 0; i < parameters.encodings.size(); ++i) {
    if (rid.empty() || parameters.encodings[i].rid != rid) continue;
    key.encoding = i;
    return key;
  }
  return std::nullopt;
}

/// Whether an SSRC may take a stream from the one that has it: by its name at once, by its payload
/// type only when the other one is silent.
bool StreamTable::mayTake(Ssrc ssrc, const StreamKey& key, bool isNamed, Time now,
                          const IsFlowing& isFlowing) const {
  const auto holder = holderOf(key);
  if (!holder || *holder == ssrc) return true;
  if (!isNamed && isFlowing(*holder, key)) return false;
  const auto replaced = std::find_if(replaced_.rbegin(), replaced_.rend(),
                                     [&](const Replaced& entry) { return entry.ssrc == ssrc; });
  return replaced == replaced_.rend() || now - replaced->at >= kMinAbsence;
}

void StreamTable::take(Ssrc ssrc, const StreamKey& key, Time now) {
  if (const auto holder = holderOf(key)) {
    ssrcs_.erase(*holder);
    if (replaced_.size() == kMaxReplaced) replaced_.erase(replaced_.begin());
    replaced_.push_back({*holder, now});
  }
  ssrcs_[ssrc] = key;
}

std::optional<Ssrc> StreamTable::holderOf(const StreamKey& key) const {
  for (const auto& [ssrc, own] : ssrcs_) {
    if (own == key) return ssrc;
  }
  return std::nullopt;
}

}  // namespace sfu::router
