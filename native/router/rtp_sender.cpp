#include "router/rtp_sender.h"

#include <algorithm>
#include <utility>

#include "rtp/rtx.h"
#include "streams/media_clock.h"

namespace sfu::router {

namespace {

// No key frame has more packets.
constexpr int64_t kMaxFollowers = 512;

}  // namespace

RtpSender::RtpSender(std::string id, uint32_t receiver, uint32_t transport,
                     SenderParameters parameters, FirstNumbers first, uint32_t clockRate,
                     bool paused, const RtpReceiver& source)
    : id_(std::move(id)),
      receiver_(receiver),
      transport_(transport),
      parameters_(std::move(parameters)),
      clockRate_(clockRate),
      next_(first),
      extensions_(parameters_.extensions),
      selector_(source.encodingCount()),
      rewriter_(first.media, clockRate),
      stream_({.ssrc = parameters_.ssrc,
               .rtxSsrc = parameters_.rtxSsrc,
               .clockRate = clockRate,
               .firstRtxSequence = first.rtxSequence,
               .before = first.counted}),
      isPaused_(paused) {
  refreshMeans(source);
  selector_.choose(source.encodingStates());
}

void RtpSender::resume() {
  isPaused_ = false;
  restart();
}

/// What comes next is a new beginning to the viewer.
void RtpSender::restart() {
  selector_.restart();
  svc_.restart();
  rewriter_.restart();
  pictures_.restart();
}

const SenderCodec* RtpSender::codecFor(PayloadType receiverType) const {
  for (const SenderCodec& codec : parameters_.codecs) {
    if (codec.receiverPayloadType == receiverType) return &codec;
  }
  return nullptr;
}

/// Whether the viewer gets this packet. Nobody asks while isSettledOn().
bool RtpSender::takes(const AcceptedPacket& packet, const RtpReceiver& source) {
  const bool isEntryPoint = packet.isEntryPoint || !isVideo();
  if (!selector_.accept(packet.encoding, isEntryPoint)) {
    if (awaitsKeyFrame()) ++counters_.packetsBeforeKeyFrame;
    return false;
  }
  if (packet.generation != generation_ && !enter(packet, source)) return false;
  if (svc_.isOpen() || svc_.accept(packet.frame)) return true;
  leaveOut(packet);
  return false;
}

/// The first packet of another stream: another encoding, or the same under a new SSRC.
bool RtpSender::enter(const AcceptedPacket& packet, const RtpReceiver& source) {
  if (generation_ != 0 && isVideo() && !packet.isEntryPoint) {
    selector_.restart();
    wantsKeyFrame_ = true;
    ++counters_.packetsBeforeKeyFrame;
    return false;
  }
  if (generation_ != 0) {
    const ReceivedEncoding* before = source.encodingOf(generation_);
    const ReceivedEncoding* after = source.encodingOf(packet.generation);
    const auto from = after ? after->stream.reportedClock() : std::nullopt;
    const auto to = before ? before->stream.reportedClock() : std::nullopt;
    if (from && to) rewriter_.align(streams::timestampDistance(*from, *to, clockRate_));
  }
  generation_ = packet.generation;
  hasLayers_ = packet.frame.tellsLayers;
  svc_.restart();
  pictures_.restart();
  return true;
}

void RtpSender::leaveOut(const AcceptedPacket& packet) {
  rewriter_.skip(packet.generation, packet.extendedSequence);
  if (packet.codec == codecs::Codec::kVp8) pictures_.skip(packet.frame.picture);
  ++counters_.packetsLeftOut;
}

/// A key frame whose first packet came late, by RTX, had packets go by that could not be sent
/// before it. They have their numbers all the same: the viewer will ask for them.
void RtpSender::promiseFollowers(const AcceptedPacket& packet, const streams::Numbers& numbers,
                                 streams::PictureShift shift, const RtpReceiver& source, Time now) {
  const ReceivedEncoding* encoding = source.encodingOf(packet.generation);
  if (!encoding || !svc_.isOpen()) return;
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

void RtpSender::forward(const AcceptedPacket& packet, const RtpReceiver& source,
                        transport::WebRtcTransport& transport, transport::EgressBatch& batch,
                        Time now) {
  const SenderCodec* codec = codecFor(packet.payloadType);
  if (!codec) return;
  const bool isEntering = packet.encoding != selector_.current();
  if (!isSettledOn(packet) && !takes(packet, source)) return;
  const rtp::RtpPacketView view(packet.buffer->bytes(), packet.layout);
  const auto numbers =
      rewriter_.rewrite(packet.generation, packet.extendedSequence, view.timestamp(), now);
  if (!numbers) return;
  const MutableBytes room = batch.headerRoom();
  const size_t headerSize =
      rtp::ForwardedHeader{.marker = view.marker() || svc_.endsPicture(packet.frame),
                           .payloadType = codec->payloadType,
                           .sequence = numbers->sequence,
                           .timestamp = numbers->timestamp,
                           .ssrc = parameters_.ssrc,
                           .extensions = packet.extensions,
                           .packet = packet.buffer->bytes(),
                           .ids = extensions_,
                           .names = names(false)}
          .write(room);
  if (headerSize == 0) return;
  streams::PictureShift shift;
  uint8_t patchAt = 0;
  uint8_t patchSize = 0;
  if (rewritesPictures_) {
    shift = pictures_.rewrite(packet.frame.picture);
    const auto patch = streams::patchOf(packet.frame.picture, shift, view.payload());
    patchAt = patch.at;
    patchSize = patch.size;
    std::copy_n(patch.bytes.begin(), patch.size, room.begin() + static_cast<ptrdiff_t>(headerSize));
  }

  if (const SequenceNumber after = numbers->sequence.next();
      after.isNewerThan(next_.media.sequence)) {
    next_.media = {after, numbers->timestamp};
    lastSentAt_ = now;
  }
  if (codec->nack) {
    sentLog_.record(*numbers, packet.generation, packet.extendedSequence, shift);
    if (isEntering) promiseFollowers(packet, *numbers, shift, source, now);
  }
  stream_.handleSent(numbers->timestamp, view.payload().size(), now);
  stream_.handleHeader(headerSize);
  payloadType_ = codec->payloadType;
  ++counters_.packetsForwarded;
  transport.queue({.buffer = packet.buffer,
                   .headerSize = static_cast<uint16_t>(headerSize),
                   .payloadAt = packet.layout.payloadAt,
                   .payloadSize = packet.layout.payloadSize,
                   .patchAt = patchAt,
                   .patchSize = patchSize},
                  batch, now);
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

void RtpSender::retransmit(SequenceNumber lost, const RtpReceiver& receiver,
                           transport::WebRtcTransport& transport, transport::EgressBatch& batch,
                           Time now) {
  if (!transport.canSend() || !parameters_.rtxSsrc) return;
  const auto sent = sentLog_.find(lost, now, stream_.resendInterval());
  if (sent && sent->repair == streams::SentLog::Repair::kTooSoon) {
    ++counters_.retransmissionsTooSoon;
    return;
  }
  if (sent && sent->repair == streams::SentLog::Repair::kTooOften) {
    ++counters_.retransmissionsTooOften;
    return;
  }
  const ReceivedEncoding* encoding = sent ? receiver.encodingOf(sent->source) : nullptr;
  const streams::StoredPacket* stored =
      encoding ? encoding->history.find(sent->extendedSequence, now) : nullptr;
  if (!stored) {
    ++counters_.retransmissionsMissed;
    return;
  }
  const rtp::RtpPacketView view = stored->view();
  const SenderCodec* codec = codecFor(view.payloadType());
  if (!codec || !codec->rtxPayloadType) return;
  if (!stream_.takeResendBudget(view.payload().size(), now)) {
    ++counters_.retransmissionsOverBudget;
    return;
  }
  sentLog_.handleResent(lost, now);
  // The SSRC of the RTX stream is bound by signalling, and its MID again by the header.
  const auto extensions = rtp::ParsedExtensions::parse(view, receiver.parameters().extensions);
  const MutableBytes room = batch.headerRoom();
  const codecs::FrameInfo frame = receiver.frameOf(*stored);
  const size_t headerSize =
      rtp::ForwardedHeader{.marker = view.marker() || svc_.endsPicture(frame),
                           .payloadType = *codec->rtxPayloadType,
                           .sequence = stream_.handleResent(view.payload().size(), now),
                           .timestamp = sent->timestamp,
                           .ssrc = *parameters_.rtxSsrc,
                           .extensions = extensions,
                           .packet = stored->buffer->bytes(),
                           .ids = extensions_,
                           .names = names(true)}
          .write(room);
  if (headerSize == 0) return;
  const auto patch = streams::patchOf(frame.picture, sent->shift, view.payload());
  std::copy_n(patch.bytes.begin(), patch.size, room.begin() + static_cast<ptrdiff_t>(headerSize));

  stream_.handleHeader(headerSize);
  ++counters_.retransmissions;
  transport.queue({.buffer = stored->buffer,
                   .headerSize = static_cast<uint16_t>(headerSize),
                   .payloadAt = stored->layout.payloadAt,
                   .payloadSize = stored->layout.payloadSize,
                   .originalSequence = lost.value(),
                   .isRetransmission = true,
                   .patchAt = patch.at,
                   .patchSize = patch.size},
                  batch, now);
}

}  // namespace sfu::router
