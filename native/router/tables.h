// What is in a room, and who belongs to whom. All relations are slot numbers.
#pragma once
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/units.h"
#include "bwe/feedback_recorder.h"
#include "router/rtp_receiver.h"
#include "router/rtp_sender.h"
#include "router/slot_table.h"
#include "router/stream_table.h"
#include "streams/publisher_clock.h"
#include "transport/webrtc_transport.h"

namespace sfu::router {

/// A transport with what travels on it.
struct RoomTransport {
  RoomTransport(std::unique_ptr<transport::WebRtcTransport> transport_, Ssrc ownSsrc_)
      : transport(std::move(transport_)), ownSsrc(ownSsrc_) {}

  std::unique_ptr<transport::WebRtcTransport> transport;
  const Ssrc ownSsrc;  // in our receiver reports and feedback
  StreamTable streams;
  rtp::ExtensionMap
      extensions;  // BUNDLE: an id means the same in every m-section. RFC 8843, section 9.
  bwe::FeedbackRecorder feedback;
  streams::PublisherClock clock;  // all its streams share one: lip sync hangs on it
  bool sendsTransportFeedback = false;
  std::vector<uint32_t> receivers;
  std::vector<uint32_t> senders;
  std::unordered_map<Ssrc, uint32_t> senderBySsrc;
  // Of senders that were here under the same key: where their SSRCs go on.
  std::unordered_map<Ssrc, FirstNumbers> retired;
  Time nextReportAt = kNever;
  Bitrate maxBitrate;     // what the peer is told to send at most; zero: nothing is said
  Ssrc lastMediaSsrc{0};  // transport-wide feedback has to name one
  uint64_t unknownStreamPackets = 0;
  uint64_t malformedRtp = 0;
  uint64_t malformedRtcp = 0;
  bool isTouched = false;
  Time dueAt = kNever;  // when it has something to do by itself
};

/// A receiver and the senders that are fed by it.
struct Track {
  explicit Track(RtpReceiver receiver_) : receiver(std::move(receiver_)) {}

  RtpReceiver receiver;
  std::vector<uint32_t> senders;
  bool hasPending = false;
};

struct Tables {
  SlotTable<RoomTransport> transports;
  SlotTable<Track> tracks;
  SlotTable<RtpSender> senders;
};

}  // namespace sfu::router
