#include "router/rtp_sender.h"

#include <utility>

#include "rtp/forwarded_header.h"
#include "rtp/rtx.h"
#include "streams/media_clock.h"

namespace sfu::router {

namespace {

// How long a packet that was just sent again is not sent once more, before the
// viewer's reports tell the round-trip time.
constexpr Duration kDefaultRoundTripTime = std::chrono::milliseconds(50);

}  // namespace

RtpSender::RtpSender(std::string id, uint32_t receiver, uint32_t transport,
                     SenderParameters parameters, FirstNumbers first, uint32_t clockRate,
                     bool paused)
    : id_(std::move(id)),
      receiver_(receiver),
      transport_(transport),
      parameters_(std::move(parameters)),
      clockRate_(clockRate),
      next_(first),
      rewriter_(first.media, clockRate),
      stream_({.ssrc = parameters_.ssrc,
               .rtxSsrc = parameters_.rtxSsrc,
               .clockRate = clockRate,
               .firstRtxSequence = first.rtxSequence,
               .before = first.counted}),
      isPaused_(paused),
      awaitsKeyFrame_(isVideo()) {}

void RtpSender::resume() {
  isPaused_ = false;
  awaitsKeyFrame_ = isVideo();
  rewriter_.restart();
}

const SenderCodec* RtpSender::codecFor(PayloadType receiverType) const {
  for (const SenderCodec& codec : parameters_.codecs) {
    if (codec.receiverPayloadType == receiverType) return &codec;
  }
  return nullptr;
}

void RtpSender::forward(const AcceptedPacket& packet, uint32_t generation,
                        transport::WebRtcTransport& transport, transport::EgressBatch& batch,
                        Time now) {
  const SenderCodec* codec = codecFor(packet.payloadType);
  if (!codec) return;
  if (awaitsKeyFrame_) {
    if (!packet.isEntryPoint) {
      ++counters_.packetsBeforeKeyFrame;
      return;
    }
    awaitsKeyFrame_ = false;
  }
  const rtp::RtpPacketView view(packet.buffer->bytes(), packet.layout);
  const auto numbers =
      rewriter_.rewrite(generation, packet.extendedSequence, view.timestamp(), now);
  if (!numbers) return;
  const size_t headerSize = rtp::writeForwardedHeader(
      batch.headerRoom(), view.marker(), codec->payloadType, numbers->sequence, numbers->timestamp,
      parameters_.ssrc, packet.extensions, packet.buffer->bytes(), parameters_.extensions,
      bytesOf(parameters_.mid));
  if (headerSize == 0) return;

  if (const SequenceNumber after = numbers->sequence.next();
      after.isNewerThan(next_.media.sequence)) {
    next_.media = {after, numbers->timestamp};
    lastSentAt_ = now;
  }
  if (codec->nack) sentLog_.record(*numbers, generation, packet.extendedSequence);
  stream_.handleSent(numbers->timestamp, view.payload().size(), now);
  stream_.handleHeader(headerSize);
  payloadType_ = codec->payloadType;
  ++counters_.packetsForwarded;
  transport.queue({.buffer = packet.buffer,
                   .headerSize = static_cast<uint16_t>(headerSize),
                   .payloadAt = packet.layout.payloadAt,
                   .payloadSize = packet.layout.payloadSize},
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

void RtpSender::retransmit(SequenceNumber lost, RtpReceiver& receiver,
                           transport::WebRtcTransport& transport, transport::EgressBatch& batch,
                           Time now) {
  if (!transport.canSend() || !parameters_.rtxSsrc) return;
  const Duration roundTripTime = stream_.roundTripTime().value_or(kDefaultRoundTripTime);
  const auto sent = sentLog_.find(lost, now, roundTripTime);
  const ReceivedEncoding* encoding = receiver.encoding(0);
  if (!sent || !encoding || encoding->generation != sent->source) {
    ++counters_.retransmissionsMissed;
    return;
  }
  const streams::StoredPacket* stored = encoding->history.find(sent->extendedSequence, now);
  if (!stored) {
    ++counters_.retransmissionsMissed;
    return;
  }
  const rtp::RtpPacketView view = stored->view();
  const SenderCodec* codec = codecFor(view.payloadType());
  if (!codec || !codec->rtxPayloadType) return;
  // The SSRC of the RTX stream is bound by signalling, and its MID again by the header.
  const auto extensions = rtp::ParsedExtensions::parse(view, receiver.parameters().extensions);
  const size_t headerSize = rtp::writeForwardedHeader(
      batch.headerRoom(), view.marker(), *codec->rtxPayloadType,
      stream_.handleResent(view.payload().size(), now), sent->timestamp, *parameters_.rtxSsrc,
      extensions, stored->buffer->bytes(), parameters_.extensions, bytesOf(parameters_.mid));
  if (headerSize == 0) return;

  stream_.handleHeader(headerSize);
  ++counters_.retransmissions;
  transport.queue({.buffer = stored->buffer,
                   .headerSize = static_cast<uint16_t>(headerSize),
                   .payloadAt = stored->layout.payloadAt,
                   .payloadSize = stored->layout.payloadSize,
                   .originalSequence = lost.value(),
                   .isRetransmission = true},
                  batch, now);
}

}  // namespace sfu::router
