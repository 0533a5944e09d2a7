// One track as one viewer gets it.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/time.h"
#include "router/parameters.h"
#include "router/rtp_receiver.h"
#include "rtp/forwarded_header.h"
#include "streams/layer_limits.h"
#include "streams/picture_rewriter.h"
#include "streams/rewriter.h"
#include "streams/send_stream.h"
#include "streams/sent_log.h"
#include "streams/simulcast_selector.h"
#include "streams/svc_selector.h"
#include "transport/egress_batch.h"
#include "transport/webrtc_transport.h"

namespace sfu::router {

struct SenderCounters {
  uint64_t packetsForwarded = 0;
  uint64_t packetsBeforeKeyFrame = 0;
  uint64_t packetsLeftOut = 0;  // of layers above the limits
  uint64_t retransmissions = 0;
  uint64_t retransmissionsMissed = 0;  // asked for, but no longer in the history
  // Asked for, and refused: within the round trip, after the third time, beyond half of the rate.
  uint64_t retransmissionsTooSoon = 0;
  uint64_t retransmissionsTooOften = 0;
  uint64_t retransmissionsOverBudget = 0;
};

/// Where the numbers of an SSRC begin: random, or, where a transport sent under
/// this SSRC before, behind what it sent. Under one SRTP key no number may come
/// twice (RFC 3711, section 9.1), whichever sender it was that used it.
struct FirstNumbers {
  streams::Numbers media{SequenceNumber(0), 0};
  SequenceNumber rtxSequence{0};
  streams::SendStatistics counted{};  // so far
};

/// The layers that go out: of simulcast the encoding, else nothing where none is left out.
struct PassingLayers {
  std::optional<uint8_t> spatialLayer;
  std::optional<uint8_t> temporalLayer;
  friend bool operator==(const PassingLayers&, const PassingLayers&) = default;
};

/// Forwards the packets of a receiver to one viewer, under the viewer's own
/// SSRC, MID, payload types and extension ids.
///
/// Of several encodings one passes at a time, of one stream the layers within the limits; the
/// viewer sees one stream without a seam (streams/simulcast_selector, svc_selector, rewriter,
/// picture_rewriter).
///
/// Video begins with a key frame; what comes before it would only be thrown away
/// by the decoder. It keeps numbers, not packets: a retransmission takes the
/// packet from the receiver's history.
class RtpSender {
 public:
  RtpSender(std::string id, uint32_t receiver, uint32_t transport, SenderParameters parameters,
            FirstNumbers first, uint32_t clockRate, bool paused, const RtpReceiver& source);

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
  bool awaitsKeyFrame() const {
    return isVideo() && selector_.current() == streams::SimulcastSelector::kNone && !isPaused_;
  }

  const streams::LayerLimits& limits() const { return limits_; }
  void setLimits(const streams::LayerLimits& limits, const RtpReceiver& source);
  /// Chooses among the receiver's encodings by what they do now.
  void chooseEncoding(const RtpReceiver& source);
  /// The receiver has other encodings, or the old ones in another order; see its update().
  void handleEncodings(std::span<const int> from, const RtpReceiver& source);
  /// The encoding to ask for a key frame when the viewer lost its picture: what it gets, else
  /// what it waits for. SimulcastSelector::kNone while nothing is known.
  int shownEncoding() const;
  /// The encoding that the viewer cannot go to, or go on with, without a key frame; once for
  /// each reason.
  std::optional<int> takeKeyFrameWish();
  PassingLayers passing() const;
  /// The encoding it gets, or will from its next key frame on.
  int targetEncoding() const { return selector_.target(); }
  /// passing(), if it is other than before.
  std::optional<PassingLayers> takeLayersChange();

  /// Forwards a packet that came in during this turn, if it is among what the viewer gets.
  void forward(const AcceptedPacket& packet, const RtpReceiver& source,
               transport::WebRtcTransport& transport, transport::EgressBatch& batch, Time now);

  /// Where a sender that takes this one's place on the same transport goes on.
  FirstNumbers successor(Time now);

  /// What the viewer's next report says; nothing before the first packet.
  std::optional<rtcp::SenderReport> makeReport(const std::optional<streams::ClockMapping>& clock,
                                               Time now) const;

  /// Sends a lost packet again, through RTX where the viewer takes it.
  void retransmit(SequenceNumber lost, const RtpReceiver& receiver,
                  transport::WebRtcTransport& transport, transport::EgressBatch& batch, Time now);

 private:
  const SenderCodec* codecFor(PayloadType receiverType) const;
  bool isSettledOn(const AcceptedPacket& packet) const {
    return packet.generation == generation_ && packet.encoding == selector_.current() &&
           svc_.isOpen();
  }
  bool takes(const AcceptedPacket& packet, const RtpReceiver& source);
  bool enter(const AcceptedPacket& packet, const RtpReceiver& source);
  void leaveOut(const AcceptedPacket& packet);
  void promiseFollowers(const AcceptedPacket& packet, const streams::Numbers& numbers,
                        streams::PictureShift shift, const RtpReceiver& source, Time now);
  void restart();
  void refreshMeans(const RtpReceiver& source);
  rtp::StreamNames names(bool isRepair) const;

  const std::string id_;
  const uint32_t receiver_;
  const uint32_t transport_;
  const SenderParameters parameters_;
  const uint32_t clockRate_;
  FirstNumbers next_;
  Time lastSentAt_;
  rtp::ExtensionMap extensions_;  // of parameters_, without what does not survive selection
  streams::LayerLimits limits_;
  streams::SimulcastSelector selector_;
  streams::SvcSelector svc_;
  streams::Rewriter rewriter_;
  streams::PictureRewriter pictures_;
  uint32_t generation_ = 0;  // of the source encoding whose packets pass; 0 before the first
  streams::SentLog sentLog_;
  streams::SendStream stream_;
  SenderCounters counters_;
  std::optional<PayloadType> payloadType_;
  PassingLayers told_;
  bool isPaused_;
  bool isSimulcast_ = false;
  bool hasLayers_ = false;         // that can be told apart, within the stream
  bool rewritesPictures_ = false;  // once there is a selection, for good
  bool wantsKeyFrame_ = false;
};

}  // namespace sfu::router
