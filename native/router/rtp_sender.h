// One track as one viewer gets it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"
#include "router/parameters.h"
#include "router/rtp_receiver.h"
#include "streams/rewriter.h"
#include "streams/send_stream.h"
#include "streams/sent_log.h"
#include "transport/egress_batch.h"
#include "transport/webrtc_transport.h"

namespace sfu::router {

struct SenderCounters {
  uint64_t packetsForwarded = 0;
  uint64_t packetsBeforeKeyFrame = 0;
  uint64_t retransmissions = 0;
  uint64_t retransmissionsMissed = 0;  // asked for, but no longer in the history
};

/// Where the numbers of an SSRC begin: random, or, where a transport sent under
/// this SSRC before, behind what it sent. Under one SRTP key no number may come
/// twice (RFC 3711, section 9.1), whichever sender it was that used it.
struct FirstNumbers {
  streams::Numbers media{SequenceNumber(0), 0};
  SequenceNumber rtxSequence{0};
  streams::SendStatistics counted{};  // so far
};

/// Forwards the packets of a receiver to one viewer, under the viewer's own
/// SSRC, MID, payload types and extension ids.
///
/// Video begins with a key frame; what comes before it would only be thrown away
/// by the decoder. It keeps numbers, not packets: a retransmission takes the
/// packet from the receiver's history.
class RtpSender {
 public:
  RtpSender(std::string id, uint32_t receiver, uint32_t transport, SenderParameters parameters,
            FirstNumbers first, uint32_t clockRate, bool paused);

  const std::string& id() const { return id_; }
  uint32_t receiver() const { return receiver_; }
  uint32_t transport() const { return transport_; }
  const SenderParameters& parameters() const { return parameters_; }
  bool isVideo() const { return parameters_.kind != MediaKind::kAudio; }
  bool isPaused() const { return isPaused_; }
  const SenderCounters& counters() const { return counters_; }
  /// Of the last packet.
  std::optional<PayloadType> payloadType() const { return payloadType_; }
  const streams::SendStream& stream() const { return stream_; }
  /// The source encoding whose packets went out last.
  std::optional<uint32_t> source() const { return rewriter_.source(); }
  streams::SendStream& stream() { return stream_; }

  void pause() { isPaused_ = true; }
  /// Goes on, with a key frame first. The caller asks the receiver for one.
  void resume();
  /// True while the viewer needs a key frame before it can be shown anything.
  bool awaitsKeyFrame() const { return awaitsKeyFrame_ && !isPaused_; }

  /// Forwards what came in during this turn. `generation` is the source encoding's.
  void forward(const AcceptedPacket& packet, uint32_t generation,
               transport::WebRtcTransport& transport, transport::EgressBatch& batch, Time now);

  /// Where a sender that takes this one's place on the same transport goes on.
  FirstNumbers successor(Time now);

  /// What the viewer's next report says; nothing before the first packet.
  std::optional<rtcp::SenderReport> makeReport(const std::optional<streams::ClockMapping>& clock,
                                               Time now) const;

  /// Sends a lost packet again, through RTX where the viewer takes it.
  void retransmit(SequenceNumber lost, RtpReceiver& receiver, transport::WebRtcTransport& transport,
                  transport::EgressBatch& batch, Time now);

 private:
  const SenderCodec* codecFor(PayloadType receiverType) const;

  const std::string id_;
  const uint32_t receiver_;
  const uint32_t transport_;
  const SenderParameters parameters_;
  const uint32_t clockRate_;
  FirstNumbers next_;
  Time lastSentAt_;
  streams::Rewriter rewriter_;
  streams::SentLog sentLog_;
  streams::SendStream stream_;
  SenderCounters counters_;
  std::optional<PayloadType> payloadType_;
  bool isPaused_;
  bool awaitsKeyFrame_;
};

}  // namespace sfu::router
