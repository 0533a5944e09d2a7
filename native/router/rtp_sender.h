// One track as one viewer gets it.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/time.h"
#include "router/accepted_packet.h"
#include "router/first_numbers.h"
#include "router/layer_choice.h"
#include "router/parameters.h"
#include "router/rtp_receiver.h"
#include "router/turn.h"
#include "router/verdict.h"
#include "rtp/forwarded_header.h"
#include "streams/picture_rewriter.h"
#include "streams/rewriter.h"
#include "streams/send_stream.h"
#include "streams/sent_log.h"
#include "transport/webrtc_transport.h"

namespace sfu::router {

/// Forwards the packets of a receiver to one viewer, under the viewer's own
/// SSRC, MID, payload types and extension ids.
///
/// Its LayerChoice says what passes of several encodings or layers; the viewer sees one stream
/// without a seam (streams/rewriter, picture_rewriter). Every packet that it is given, and every
/// one that its viewer asks for again, is counted under a Verdict.
///
/// Video begins with a key frame; what comes before it would only be thrown away
/// by the decoder. It keeps numbers, not packets: a retransmission takes the
/// packet from the receiver's history.
class RtpSender {
 public:
  /// `encodings` is what the receiver's encodings do now.
  RtpSender(std::string id, uint32_t receiver, uint32_t transport, SenderParameters parameters,
            FirstNumbers first, uint32_t clockRate, bool paused,
            std::span<const streams::EncodingState> encodings);

  const std::string& id() const { return id_; }
  uint32_t receiver() const { return receiver_; }
  uint32_t transport() const { return transport_; }
  const SenderParameters& parameters() const { return parameters_; }
  bool isVideo() const { return parameters_.kind != MediaKind::kAudio; }
  bool isPaused() const { return isPaused_; }
  const VerdictCounts& verdicts() const { return verdicts_; }
  const LayerChoice& layers() const { return layers_; }
  /// The ids of what is written: without what the viewer would not understand.
  const rtp::ExtensionMap& extensions() const { return extensions_; }
  /// Of the last packet.
  std::optional<PayloadType> payloadType() const { return payloadType_; }
  const streams::SendStream& stream() const { return stream_; }
  streams::SendStream& stream() { return stream_; }
  /// The source encoding whose packets went out last.
  std::optional<uint32_t> source() const { return rewriter_.source(); }

  void pause() { isPaused_ = true; }
  /// Goes on, with a key frame first. The caller asks the receiver for one.
  void resume();
  /// True while the viewer needs a key frame before it can be shown anything.
  bool awaitsKeyFrame() const { return isVideo() && layers_.isWaiting() && !isPaused_; }

  void setLimits(const streams::LayerLimits& limits,
                 std::span<const streams::EncodingState> encodings);
  /// Chooses among the receiver's encodings by what they do now.
  void chooseEncoding(std::span<const streams::EncodingState> encodings) {
    layers_.choose(encodings);
  }
  /// The receiver has other encodings, or the old ones in another order; see its update().
  void handleEncodings(std::span<const int> from,
                       std::span<const streams::EncodingState> encodings);
  /// The encoding to ask for a key frame now; see LayerChoice.
  std::optional<int> takeKeyFrameWish();
  /// The layers that pass, if they are others than at the last call.
  std::optional<PassingLayers> takeLayersChange() { return layers_.takeChange(); }

  /// Forwards a packet that came in during this turn, if it is among what the viewer gets.
  void forward(const AcceptedPacket& packet, const RtpReceiver& source,
               transport::WebRtcTransport& transport, const Turn& turn) {
    verdicts_.add(tryForward(packet, source, transport, turn));
  }
  /// So many packets were not even offered.
  void refuse(Verdict reason, size_t packets) { verdicts_.add(reason, packets); }

  /// Where a sender that takes this one's place on the same transport goes on.
  FirstNumbers successor(Time now);

  /// What the viewer's next report says; nothing before the first packet.
  std::optional<rtcp::SenderReport> makeReport(const std::optional<streams::ClockMapping>& clock,
                                               Time now) const;

  /// Sends a lost packet again, by RTX.
  void retransmit(SequenceNumber lost, const RtpReceiver& receiver,
                  transport::WebRtcTransport& transport, const Turn& turn) {
    verdicts_.add(tryRetransmit(lost, receiver, transport, turn));
  }

 private:
  /// What leaves behind a header.
  struct Departure {
    const PacketRef& buffer;
    const rtp::PacketLayout& layout;
    streams::PayloadPatch patch;
    std::optional<SequenceNumber> repairs;  // the packet that is sent again
  };

  const SenderCodec* codecFor(PayloadType receiverType) const;
  Verdict tryForward(const AcceptedPacket& packet, const RtpReceiver& source,
                     transport::WebRtcTransport& transport, const Turn& turn);
  Verdict tryRetransmit(SequenceNumber lost, const RtpReceiver& receiver,
                        transport::WebRtcTransport& transport, const Turn& turn);
  Verdict judge(const AcceptedPacket& packet, const RtpReceiver& source);
  bool enter(const AcceptedPacket& packet, const RtpReceiver& source);
  void leaveOut(const AcceptedPacket& packet);
  void promiseFollowers(const AcceptedPacket& packet, const streams::Numbers& numbers,
                        streams::PictureShift shift, const RtpReceiver& source, Time now);
  bool depart(const rtp::ForwardedHeader& header, const Departure& departure,
              transport::WebRtcTransport& transport, const Turn& turn);
  void prepareSelection();
  rtp::StreamNames names(bool isRepair) const;

  const std::string id_;
  const uint32_t receiver_;
  const uint32_t transport_;
  const SenderParameters parameters_;
  const uint32_t clockRate_;
  FirstNumbers next_;
  Time lastSentAt_;
  rtp::ExtensionMap extensions_;  // of parameters_, without what does not survive selection
  const rtp::ExtensionForms forms_;
  LayerChoice layers_;
  streams::Rewriter rewriter_;
  streams::PictureRewriter pictures_;
  uint32_t generation_ = 0;  // of the source encoding whose packets pass; 0 before the first
  streams::SentLog sentLog_;
  streams::SendStream stream_;
  VerdictCounts verdicts_;
  std::optional<PayloadType> payloadType_;
  bool isPaused_;
  bool rewritesPictures_ = false;  // once there is a selection, for good
};

}  // namespace sfu::router
