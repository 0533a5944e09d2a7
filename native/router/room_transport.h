// A transport with what travels on it.
#pragma once
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/strong_int.h"
#include "base/time.h"
#include "base/units.h"
#include "bwe/feedback_recorder.h"
#include "bwe/viewer_loss_limit.h"
#include "router/bitrate_police.h"
#include "router/retired_numbers.h"
#include "router/stream_table.h"
#include "router/verdict.h"
#include "rtp/extension_map.h"
#include "streams/packet_history.h"
#include "streams/publisher_clock.h"
#include "transport/webrtc_transport.h"

namespace sfu::router {

/// One endpoint's transport in a room: the streams that it brings and takes, as slots of Tables,
/// and what RTCP has to know of it.
struct RoomTransport {
  RoomTransport(std::unique_ptr<transport::WebRtcTransport> transport_, Ssrc ownSsrc_)
      : transport(std::move(transport_)), ownSsrc(ownSsrc_) {}

  std::unique_ptr<transport::WebRtcTransport> transport;
  const Ssrc ownSsrc;  // in our receiver reports and feedback
  StreamTable streams;
  rtp::ExtensionMap
      extensions;  // BUNDLE: an id means the same in every m-section. RFC 8843, section 9.
  bwe::FeedbackRecorder feedback;
  bwe::ViewerLossLimit viewerLossLimit;
  streams::HistoryBudget historyBudget;
  streams::PublisherClock clock;  // all its streams share one: lip sync hangs on it
  bool sendsTransportFeedback = false;
  std::vector<uint32_t> receivers;
  std::vector<uint32_t> senders;
  std::unordered_map<Ssrc, uint32_t> senderBySsrc;
  // Of senders that were here under the same key: where their SSRCs go on.
  RetiredNumbers retired;
  Time nextReportAt = kNever;
  BitratePolice police;   // of what the endpoint is told to send at most
  Ssrc lastMediaSsrc{0};  // transport-wide feedback has to name one
  VerdictCounts verdicts;
  uint64_t malformedRtcp = 0;
  Time dueAt = kNever;  // when it has something to do by itself
};

}  // namespace sfu::router
