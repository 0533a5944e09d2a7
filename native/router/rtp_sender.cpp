#include "router/rtp_sender.h"

#include <algorithm>
#include <utility>

#include "rtp/rtx.h"
#include "streams/media_clock.h"

namespace sfu::router {

namespace {

// No key frame has more packets.
constexpr int64_t kMaxFollowers = 512;

/// Whose ids go beyond fourteen takes the two-byte form.
rtp::ExtensionForms formsOf(const SenderParameters& parameters) {
  if (parameters.mixesExtensionForms) return rtp::ExtensionForms::kMixed;
  for (uint8_t i = 1; i < static_cast<uint8_t>(rtp::ExtensionKind::kCount); ++i) {
    if (parameters.extensions.idOf(static_cast<rtp::ExtensionKind>(i)) > 14) {
      return rtp::ExtensionForms::kTwoByte;
    }
  }
  return rtp::ExtensionForms::kOneByte;
}

}  // namespace

RtpSender::RtpSender(std::string id, uint32_t receiver, uint32_t transport,
                     SenderParameters parameters, FirstNumbers first, uint32_t clockRate,
                     bool paused, std::span<const streams::EncodingState> encodings)
    : id_(std::move(id)),
      receiver_(receiver),
      transport_(transport),
      parameters_(std::move(parameters)),
      clockRate_(clockRate),
      next_(first),
      extensions_(parameters_.extensions),
      forms_(formsOf(parameters_)),
      layers_(encodings),
      rewriter_(first.media, clockRate),
      stream_({.ssrc = parameters_.ssrc,
               .rtxSsrc = parameters_.rtxSsrc,
               .clockRate = clockRate,
               .firstRtxSequence = first.rtxSequence,
               .before = first.counted}),
      isPaused_(paused) {
  prepareSelection();
  // The structure that comes with its key frames needs the two-byte form; without it, libwebrtc
  // drops all frames that refer to it.
  if (forms_ == rtp::ExtensionForms::kOneByte) {
    extensions_.set(rtp::ExtensionKind::kDependencyDescriptor, 0);
  }
}

void RtpSender::resume() {
  isPaused_ = false;
  layers_.restart();
  rewriter_.restart();
  pictures_.restart();
}

void RtpSender::setLimits(const streams::LayerLimits& limits,
                          std::span<const streams::EncodingState> encodings) {
  layers_.setLimits(limits, encodings);
  prepareSelection();
}

void RtpSender::handleEncodings(std::span<const int> from,
                                std::span<const streams::EncodingState> encodings) {
  layers_.rearrange(from, encodings);
  prepareSelection();
}

/// From here on packets may be left out, and the viewer must not notice.
void RtpSender::prepareSelection() {
  if (!layers_.isSelective()) return;
  rewritesPictures_ = true;
  // It numbers frames and names those they depend on; over a seam its numbers would run
  // backwards, and libwebrtc drops what they then say.
  extensions_.set(rtp::ExtensionKind::kDependencyDescriptor, 0);
}

std::optional<int> RtpSender::takeKeyFrameWish() {
  const auto wish = layers_.takeKeyFrameWish();
  return isPaused_ ? std::nullopt : wish;
}

const SenderCodec* RtpSender::codecFor(PayloadType receiverType) const {
  for (const SenderCodec& codec : parameters_.codecs) {
    if (codec.receiverPayloadType == receiverType) return &codec;
  }
  return nullptr;
}

/// Whether the viewer gets this packet: kForwarded, or why not.
Verdict RtpSender::judge(const AcceptedPacket& packet, const RtpReceiver& source) {
  if (packet.generation == generation_ && layers_.isSettledOn(packet.encoding)) {
    return Verdict::kForwarded;
  }
  if (!layers_.acceptEncoding(packet.encoding, packet.isEntryPoint || !isVideo())) {
    return awaitsKeyFrame() ? Verdict::kBeforeKeyFrame : Verdict::kOtherEncoding;
  }
  if (packet.generation != generation_ && !enter(packet, source)) return Verdict::kBeforeKeyFrame;
  if (layers_.acceptLayers(packet.frame)) return Verdict::kForwarded;
  leaveOut(packet);
  return Verdict::kLayerAboveLimits;
}

/// The first packet of another stream: another encoding, or the same under a new SSRC.
bool RtpSender::enter(const AcceptedPacket& packet, const RtpReceiver& source) {
  if (generation_ != 0 && isVideo() && !packet.isEntryPoint) {
    layers_.leave();
    return false;
  }
  if (generation_ != 0) {
    const ReceivedEncoding* before = source.encodingOf(generation_);
    const ReceivedEncoding* after = source.encodingOf(packet.generation);
    const auto from = after ? after->stream.clock() : std::nullopt;
    const auto to = before ? before->stream.clock() : std::nullopt;
    if (from && to) rewriter_.align(streams::timestampDistance(*from, *to, clockRate_));
  }
  generation_ = packet.generation;
  layers_.enter(packet.frame);
  pictures_.restart();
  return true;
}

void RtpSender::leaveOut(const AcceptedPacket& packet) {
  rewriter_.skip(packet.generation, packet.extendedSequence);
  if (packet.codec == codecs::Codec::kVp8) pictures_.skip(packet.frame.picture);
}

/// A key frame whose first packet came late, by RTX, had packets go by that could not be sent
/// before it. They have their numbers all the same: the viewer will ask for them.
void RtpSender::promiseFollowers(const AcceptedPacket& packet, const streams::Numbers& numbers,
                                 streams::PictureShift shift, const RtpReceiver& source, Time now) {
  const ReceivedEncoding* encoding = source.encodingOf(packet.generation);
  if (!encoding || !layers_.isSettledOn(packet.encoding)) return;
  const int64_t first = packet.extendedSequence;
  const int64_t last = std::min(encoding->stream.newest(), first + kMaxFollowers);
  for (int64_t sequence = first + 1; sequence <= last; ++sequence) {
    const streams::StoredPacket* stored = encoding->history.find(sequence, now);
    if (!stored) continue;
    const auto number = static_cast<uint16_t>(numbers.sequence.value() + (sequence - first));
    sentLog_.record(
        {SequenceNumber(number), stored->view().timestamp() + rewriter_.timestampOffset()},
        packet.generation, sequence, shift);
    stream_.handlePromised(stored->view().payload().size());
  }
}

rtp::StreamNames RtpSender::names(bool isRepair) const {
  return {.mid = bytesOf(parameters_.mid), .rid = bytesOf(parameters_.rid), .isRepair = isRepair};
}

Verdict RtpSender::tryForward(const AcceptedPacket& packet, const RtpReceiver& source,
                              transport::WebRtcTransport& transport, const Turn& turn) {
  const SenderCodec* codec = codecFor(packet.payloadType);
  if (!codec) return Verdict::kNoPayloadType;
  const bool isEntering = packet.encoding != layers_.current();
  if (const Verdict verdict = judge(packet, source); verdict != Verdict::kForwarded) return verdict;
  const rtp::RtpPacketView view(packet.buffer->bytes(), packet.layout);
  const auto numbers =
      rewriter_.rewrite(packet.generation, packet.extendedSequence, view.timestamp(), turn.now);
  if (!numbers) return Verdict::kTooLate;
  streams::PictureShift shift;
  Departure departure{.buffer = packet.buffer, .layout = packet.layout, .patch = {}, .repairs = {}};
  if (rewritesPictures_) {
    shift = pictures_.rewrite(packet.frame.picture);
    departure.patch = streams::patchOf(packet.frame.picture, shift, view.payload());
  }
  const rtp::ForwardedHeader header{.marker = view.marker() || layers_.endsPicture(packet.frame),
                                    .payloadType = codec->payloadType,
                                    .sequence = numbers->sequence,
                                    .timestamp = numbers->timestamp,
                                    .ssrc = parameters_.ssrc,
                                    .extensions = packet.extensions,
                                    .packet = packet.buffer->bytes(),
                                    .ids = extensions_,
                                    .names = names(false),
                                    .forms = forms_};
  if (!depart(header, departure, transport, turn)) return Verdict::kHeaderTooLong;

  if (const SequenceNumber after = numbers->sequence.next();
      after.isNewerThan(next_.media.sequence)) {
    next_.media = {after, numbers->timestamp};
    lastSentAt_ = turn.now;
  }
  if (codec->nack) {
    sentLog_.record(*numbers, packet.generation, packet.extendedSequence, shift);
    if (isEntering) promiseFollowers(packet, *numbers, shift, source, turn.now);
  }
  stream_.handleSent(numbers->timestamp, view.payload().size(), turn.now);
  payloadType_ = codec->payloadType;
  return Verdict::kForwarded;
}

/// Queues a packet; false if its header would be too long.
bool RtpSender::depart(const rtp::ForwardedHeader& header, const Departure& departure,
                       transport::WebRtcTransport& transport, const Turn& turn) {
  const MutableBytes room = turn.batch.headerRoom();
  const size_t headerSize = header.write(room);
  if (headerSize == 0) return false;
  const streams::PayloadPatch& patch = departure.patch;
  std::copy_n(patch.bytes.begin(), patch.size, room.begin() + static_cast<ptrdiff_t>(headerSize));
  stream_.handleHeader(headerSize);
  transport.queue({.buffer = departure.buffer,
                   .headerSize = static_cast<uint16_t>(headerSize),
                   .payloadAt = departure.layout.payloadAt,
                   .payloadSize = departure.layout.payloadSize,
                   .originalSequence = departure.repairs ? departure.repairs->value() : uint16_t{0},
                   .isRetransmission = departure.repairs.has_value(),
                   .patchAt = patch.at,
                   .patchSize = patch.size},
                  turn.batch, turn.now);
  return true;
}

FirstNumbers RtpSender::successor(Time now) {
  FirstNumbers result = next_;
  result.media.timestamp += streams::ticksIn(now - lastSentAt_, clockRate_);
  result.rtxSequence = stream_.takeRtxSequence();
  result.counted = stream_.statistics(now);
  return result;
}

std::optional<rtcp::SenderReport> RtpSender::makeReport(
    const std::optional<streams::ClockMapping>& clock, Time now) const {
  if (!clock) return stream_.makeReport(now, std::nullopt);
  return stream_.makeReport(now, clock->shifted(rewriter_.timestampOffset()));
}

Verdict RtpSender::tryRetransmit(SequenceNumber lost, const RtpReceiver& receiver,
                                 transport::WebRtcTransport& transport, const Turn& turn) {
  if (!transport.canSend()) return Verdict::kResendNotConnected;
  if (!parameters_.rtxSsrc) return Verdict::kResendWithoutRtx;
  const auto sent = sentLog_.find(lost, turn.now, stream_.resendInterval());
  if (!sent) return Verdict::kResendUnknown;
  using Repair = streams::SentLog::Repair;
  if (sent->repair == Repair::kTooSoon) return Verdict::kResendTooSoon;
  if (sent->repair == Repair::kTooOften) return Verdict::kResendTooOften;
  const ReceivedEncoding* encoding = receiver.encodingOf(sent->source);
  const streams::StoredPacket* stored =
      encoding ? encoding->history.find(sent->extendedSequence, turn.now) : nullptr;
  if (!stored) return Verdict::kResendForgotten;
  const rtp::RtpPacketView view = stored->view();
  const SenderCodec* codec = codecFor(view.payloadType());
  if (!codec || !codec->rtxPayloadType) return Verdict::kResendWithoutRtx;
  if (!stream_.takeResendBudget(view.payload().size(), turn.now)) return Verdict::kResendOverBudget;
  sentLog_.handleResent(lost, turn.now);
  // The SSRC of the RTX stream is bound by signalling, and its MID again by the header.
  const auto extensions = rtp::ParsedExtensions::parse(view, receiver.parameters().extensions);
  const codecs::FrameInfo frame = receiver.frameOf(*stored);
  const rtp::ForwardedHeader header{
      .marker = view.marker() || layers_.endsPicture(frame),
      .payloadType = *codec->rtxPayloadType,
      .sequence = stream_.handleResent(view.payload().size(), turn.now),
      .timestamp = sent->timestamp,
      .ssrc = *parameters_.rtxSsrc,
      .extensions = extensions,
      .packet = stored->buffer->bytes(),
      .ids = extensions_,
      .names = names(true),
      .forms = forms_};
  const Departure departure{.buffer = stored->buffer,
                            .layout = stored->layout,
                            .patch = streams::patchOf(frame.picture, sent->shift, view.payload()),
                            .repairs = lost};
  return depart(header, departure, transport, turn) ? Verdict::kResent : Verdict::kResendTooLong;
}

}  // namespace sfu::router
