// One track that a peer sends into the room, with all its encodings.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/packet_buffer.h"
#include "base/time.h"
#include "codecs/frame_info.h"
#include "router/accepted_packet.h"
#include "router/parameters.h"
#include "router/received_encoding.h"
#include "router/stream_table.h"
#include "router/verdict.h"
#include "rtp/header_extensions.h"
#include "rtp/rtp_packet_view.h"
#include "streams/encoding_watch.h"
#include "streams/packet_history.h"
#include "streams/simulcast_selector.h"

namespace sfu::router {

struct KeyFrameCounters {
  uint64_t keyFrames = 0;
  uint64_t keyFrameRequests = 0;
};

/// Takes packets of one track in: RTX (RFC 4588) is undone, losses are noted,
/// the packet enters the history that all senders of the track share.
///
/// Created by the router for a transport, and closed with it. It does not know
/// its senders.
class RtpReceiver {
 public:
  RtpReceiver(std::string id, uint32_t transport, ReceiverParameters parameters);

  const std::string& id() const { return id_; }
  uint32_t transport() const { return transport_; }
  const ReceiverParameters& parameters() const { return parameters_; }
  bool isVideo() const { return parameters_.kind != MediaKind::kAudio; }

  /// Takes changed parameters; encodings whose RID or SSRC stays go on, wherever they stand in
  /// the list now. Says for each encoding what its place was before, -1 for a new one.
  std::vector<int> update(ReceiverParameters parameters);

  /// Takes a packet of the stream `key`. What is new joins pending().
  void accept(const StreamKey& key, PacketRef packet, const rtp::RtpPacketView& view,
              const rtp::ParsedExtensions& extensions, const rtp::ExtensionMap& extensionMap,
              streams::HistoryBudget& historyBudget, Time now);
  /// Lets go of what is too old to be sent again.
  void expireHistories(streams::HistoryBudget& budget, Time now);
  size_t historyBytes() const;

  /// What came in during this turn, in order.
  std::span<const AcceptedPacket> pending() const { return pending_; }
  void clearPending() { pending_.clear(); }

  size_t encodingCount() const { return encodings_.size(); }
  /// The encoding as it arrives, or nothing before its first packet.
  ReceivedEncoding* encoding(size_t index) { return encodings_[index].get(); }
  const ReceivedEncoding* encoding(size_t index) const { return encodings_[index].get(); }
  /// The encoding of that generation, while it is received.
  const ReceivedEncoding* encodingOf(uint32_t generation) const;

  /// What the payload of a packet in a history says of its frame.
  codecs::FrameInfo frameOf(const streams::StoredPacket& packet) const;

  /// Looks which encodings of several are being sent. True if viewers should choose anew, by
  /// encodingStates(): when one began or ceased, and every kReviewInterval for their bitrates.
  bool reviewEncodings(Time now);
  std::span<const streams::EncodingState> encodingStates() const { return states_; }

  /// From every encoding that is being sent.
  void requestKeyFrame(Time now);
  void requestKeyFrame(int encoding, Time now);
  /// Nobody waits for one any more.
  void cancelKeyFrameRequests();
  Time nextTimeout() const;

  /// Whether Node is told of every accepted packet.
  void setReporting(bool isReporting) { isReporting_ = isReporting; }
  bool isReporting() const { return isReporting_; }

  const VerdictCounts& verdicts() const { return verdicts_; }
  const KeyFrameCounters& keyFrames() const { return keyFrames_; }

  /// True while packets come, of whatever encoding.
  bool isActive() const { return isActive_; }
  /// A change of isActive() since the last call.
  std::optional<bool> pollActivity(Time now);

  /// A request for a key frame leaves, of whatever encoding.
  void handleKeyFrameRequestSent() { ++keyFrames_.keyFrameRequests; }
  /// The endpoint takes FIR in place of PLI. RFC 5104, section 4.3.1; RFC 4585, section 6.3.1.
  bool takesOnlyFir() const;

 private:
  static constexpr Duration kReviewInterval = std::chrono::milliseconds(500);
  static constexpr size_t kVideoHistory = 1024;
  static constexpr size_t kAudioHistory = 128;

  int placeOf(const ReceiverEncoding& encoding, size_t place) const;
  const ReceiverCodec* codecOf(PayloadType type) const;
  const ReceiverCodec* codecOfRtx(PayloadType type) const;
  ReceivedEncoding& openEncoding(size_t index, Ssrc ssrc, const ReceiverCodec& codec);
  Verdict acceptMedia(size_t index, PacketRef packet, const rtp::RtpPacketView& view,
                      const rtp::ParsedExtensions& extensions, bool isRecovered,
                      streams::HistoryBudget& historyBudget, Time now);
  Verdict acceptRtx(size_t index, PacketRef packet, const rtp::RtpPacketView& view,
                    const rtp::ExtensionMap& extensionMap, streams::HistoryBudget& historyBudget,
                    Time now);

  const std::string id_;
  const uint32_t transport_;
  ReceiverParameters parameters_;
  std::vector<std::unique_ptr<ReceivedEncoding>> encodings_;
  streams::EncodingWatch watch_;
  std::vector<streams::EncodingState> states_;
  Time nextReviewAt_{};
  std::vector<AcceptedPacket> pending_;
  VerdictCounts verdicts_;
  KeyFrameCounters keyFrames_;
  uint32_t nextGeneration_ = 1;
  bool wantsKeyFrame_ = false;  // asked for before the first packet came
  bool isReporting_ = false;
  bool isActive_ = false;
};

}  // namespace sfu::router
