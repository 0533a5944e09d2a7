#include "router/rtp_receiver.h"

#include <algorithm>
#include <utility>

#include "codecs/depacketize.h"
#include "rtp/rtx.h"

namespace sfu::router {

RtpReceiver::RtpReceiver(std::string id, uint32_t transport, ReceiverParameters parameters)
    : id_(std::move(id)),
      transport_(transport),
      parameters_(std::move(parameters)),
      encodings_(parameters_.encodings.size()),
      watch_(encodings_.size()),
      states_(encodings_.size()) {}

std::vector<int> RtpReceiver::update(ReceiverParameters parameters) {
  std::vector<int> from;
  std::vector<std::unique_ptr<ReceivedEncoding>> encodings(parameters.encodings.size());
  std::vector<streams::EncodingState> states(parameters.encodings.size());
  for (size_t to = 0; to < encodings.size(); ++to) {
    from.push_back(placeOf(parameters.encodings[to], to));
    if (from.back() < 0) continue;
    const auto old = static_cast<size_t>(from.back());
    encodings[to] = std::move(encodings_[old]);
    states[to] = states_[old];
  }
  parameters_ = std::move(parameters);
  encodings_ = std::move(encodings);
  states_ = std::move(states);
  watch_.rearrange(from);
  nextReviewAt_ = {};
  return from;
}

/// Where an encoding stood until now: that of its SSRC, else of its RID, else of its place.
int RtpReceiver::placeOf(const ReceiverEncoding& encoding, size_t place) const {
  const auto holds = [&](size_t i) {
    const ReceiverEncoding& old = parameters_.encodings[i];
    if (encoding.ssrc && encodings_[i]) return encodings_[i]->ssrc == *encoding.ssrc;
    if (encoding.ssrc && old.ssrc) return *encoding.ssrc == *old.ssrc;
    return encoding.rid == old.rid && (!encoding.rid.empty() || i == place);
  };
  for (size_t i = 0; i < encodings_.size(); ++i) {
    if (holds(i)) return static_cast<int>(i);
  }
  return -1;
}

const ReceiverCodec* RtpReceiver::codecOf(PayloadType type) const {
  const auto found =
      std::find_if(parameters_.codecs.begin(), parameters_.codecs.end(),
                   [&](const ReceiverCodec& codec) { return codec.payloadType == type; });
  return found == parameters_.codecs.end() ? nullptr : &*found;
}

const ReceiverCodec* RtpReceiver::codecOfRtx(PayloadType type) const {
  const auto found =
      std::find_if(parameters_.codecs.begin(), parameters_.codecs.end(),
                   [&](const ReceiverCodec& codec) { return codec.rtxPayloadType == type; });
  return found == parameters_.codecs.end() ? nullptr : &*found;
}

void RtpReceiver::accept(const StreamKey& key, PacketRef packet, const rtp::RtpPacketView& view,
                         const rtp::ParsedExtensions& extensions,
                         const rtp::ExtensionMap& extensionMap,
                         streams::HistoryBudget& historyBudget, Time now) {
  verdicts_.add(
      key.isRtx ? acceptRtx(key.encoding, std::move(packet), view, extensionMap, historyBudget, now)
                : acceptMedia(key.encoding, std::move(packet), view, extensions, false,
                              historyBudget, now));
}

Verdict RtpReceiver::acceptRtx(size_t index, PacketRef packet, const rtp::RtpPacketView& view,
                               const rtp::ExtensionMap& extensionMap,
                               streams::HistoryBudget& historyBudget, Time now) {
  const ReceiverCodec* codec = codecOfRtx(view.payloadType());
  ReceivedEncoding* encoding = encodings_[index].get();
  if (!codec) return Verdict::kUnknownPayloadType;
  if (!encoding) return Verdict::kEarlyRepair;
  // Padding alone on the RTX stream is how libwebrtc probes for bandwidth: nothing to recover.
  if (!rtp::unwrapRtx(*packet, codec->payloadType, encoding->ssrc)) return Verdict::kEmptyRepair;
  const auto original = rtp::RtpPacketView::parse(packet->bytes());
  if (!original) return Verdict::kMalformedRepair;
  const auto extensions = rtp::ParsedExtensions::parse(*original, extensionMap);
  return acceptMedia(index, std::move(packet), *original, extensions, true, historyBudget, now);
}

ReceivedEncoding& RtpReceiver::openEncoding(size_t index, Ssrc ssrc, const ReceiverCodec& codec) {
  const size_t historySize = isVideo() ? kVideoHistory : kAudioHistory;
  encodings_[index] = std::make_unique<ReceivedEncoding>(ssrc, nextGeneration_++, codec.clockRate,
                                                         codec.nack, historySize);
  return *encodings_[index];
}

Verdict RtpReceiver::acceptMedia(size_t index, PacketRef packet, const rtp::RtpPacketView& view,
                                 const rtp::ParsedExtensions& extensions, bool isRecovered,
                                 streams::HistoryBudget& historyBudget, Time now) {
  const ReceiverCodec* codec = codecOf(view.payloadType());
  if (!codec) return Verdict::kUnknownPayloadType;
  ReceivedEncoding* encoding = encodings_[index].get();
  if (!encoding || encoding->ssrc != view.ssrc()) {
    encoding = &openEncoding(index, view.ssrc(), *codec);
    if (std::exchange(wantsKeyFrame_, false)) encoding->keyFrames.request(now);
  }
  const auto arrival = encoding->stream.handlePacket(view.sequenceNumber(), view.timestamp(),
                                                     view.payload().size(), now, isRecovered);
  if (!arrival.isNew) return Verdict::kDuplicate;
  encoding->handleHeader(view.payloadType(), view.packet().size() - view.payload().size());
  codecs::FrameInfo frame = codecs::frameInfo(codec->codec, view.payload());
  if (isVideo() && !frame.tellsLayers && !view.payload().empty()) {
    const auto descriptor =
        extensions.find(rtp::ExtensionKind::kDependencyDescriptor, view.packet());
    if (descriptor) encoding->dependencies.refine(*descriptor, frame);
  }
  const bool beginsKeyFrame = encoding->entryPoints.accept(frame, view.timestamp());
  const bool isOpaque = codec->codec == codecs::Codec::kOther;
  // Nobody would see the key frame come: one request for it has to do.
  if (isOpaque) encoding->keyFrames.cancel();
  if (encoding->stream.takeKeyFrameNeed() && isVideo()) encoding->keyFrames.request(now);
  if (beginsKeyFrame) {
    ++keyFrames_.keyFrames;
    encoding->keyFrames.handleKeyFrame();
    encoding->stream.handleKeyFrame(arrival.extendedSequence, view.timestamp());
  }
  if (encodings_.size() > 1 && frame.startsFrame && !isRecovered) watch_.handleFrame(index, now);
  encoding->history.insert(arrival.extendedSequence, packet, view.layout(), historyBudget, now);
  pending_.push_back({.buffer = std::move(packet),
                      .layout = view.layout(),
                      .extensions = extensions,
                      .extendedSequence = arrival.extendedSequence,
                      .encoding = static_cast<uint16_t>(index),
                      .generation = encoding->generation,
                      .payloadType = view.payloadType(),
                      .codec = codec->codec,
                      .frame = frame,
                      .isEntryPoint = isOpaque || beginsKeyFrame});
  return Verdict::kAccepted;
}

void RtpReceiver::expireHistories(streams::HistoryBudget& budget, Time now) {
  for (const auto& encoding : encodings_) {
    if (encoding) encoding->history.expire(budget, now);
  }
}

size_t RtpReceiver::historyBytes() const {
  size_t sum = 0;
  for (const auto& encoding : encodings_) {
    if (encoding) sum += encoding->history.bytes();
  }
  return sum;
}

const ReceivedEncoding* RtpReceiver::encodingOf(uint32_t generation) const {
  for (const auto& encoding : encodings_) {
    if (encoding && encoding->generation == generation) return encoding.get();
  }
  return nullptr;
}

codecs::FrameInfo RtpReceiver::frameOf(const streams::StoredPacket& packet) const {
  const rtp::RtpPacketView view = packet.view();
  const ReceiverCodec* codec = codecOf(view.payloadType());
  return codec ? codecs::frameInfo(codec->codec, view.payload()) : codecs::FrameInfo{};
}

bool RtpReceiver::reviewEncodings(Time now) {
  const bool hasChanged = watch_.refresh(now);
  if (!hasChanged && now < nextReviewAt_) return false;
  nextReviewAt_ = now + kReviewInterval;
  for (size_t i = 0; i < encodings_.size(); ++i) {
    ReceivedEncoding* encoding = encodings_[i].get();
    states_[i] = {.isLive = encoding && watch_.isLive(i), .bitrate = std::nullopt};
    if (!states_[i].isLive) {
      // libwebrtc answers a request for a stopped encoding with key frames of all the others.
      if (encoding) encoding->keyFrames.cancel();
    } else if (now - watch_.liveSince(i) >= streams::RateCounter::kWindow) {
      states_[i].bitrate = encoding->stream.bitrate(now);
    }
  }
  return true;
}

void RtpReceiver::requestKeyFrame(Time now) {
  if (!isVideo()) return;
  bool isKnown = false;
  for (size_t i = 0; i < encodings_.size(); ++i) {
    if (!encodings_[i] || (encodings_.size() > 1 && !watch_.isLive(i))) continue;
    encodings_[i]->keyFrames.request(now);
    isKnown = true;
  }
  wantsKeyFrame_ = !isKnown;
}

void RtpReceiver::requestKeyFrame(int encoding, Time now) {
  const bool isKnown = encoding >= 0 && encodings_[static_cast<size_t>(encoding)];
  if (!isKnown) return requestKeyFrame(now);
  if (isVideo()) encodings_[static_cast<size_t>(encoding)]->keyFrames.request(now);
}

void RtpReceiver::cancelKeyFrameRequests() {
  wantsKeyFrame_ = false;
  for (const auto& encoding : encodings_) {
    if (encoding) encoding->keyFrames.cancel();
  }
}

bool RtpReceiver::takesOnlyFir() const {
  const auto& codecs = parameters_.codecs;
  return std::any_of(codecs.begin(), codecs.end(), [](const auto& codec) { return codec.fir; }) &&
         std::none_of(codecs.begin(), codecs.end(), [](const auto& codec) { return codec.pli; });
}

Time RtpReceiver::nextTimeout() const {
  Time next = kNever;
  for (const auto& encoding : encodings_) {
    if (!encoding) continue;
    next = std::min({next, encoding->stream.nextTimeout(), encoding->keyFrames.nextTimeout()});
  }
  return next;
}

std::optional<bool> RtpReceiver::pollActivity(Time now) {
  bool active = false;
  for (const auto& encoding : encodings_) {
    if (!encoding) continue;
    // Taken even if another encoding is active: the stream wakes us until it is.
    const auto change = encoding->stream.takeActivityChange(now);
    active = active || change.value_or(encoding->stream.isActive());
  }
  if (active == isActive_) return std::nullopt;
  isActive_ = active;
  return active;
}

}  // namespace sfu::router
