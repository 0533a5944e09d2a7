#include "router/rtcp_exchange.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "router/key_frames.h"
#include "rtcp/compound.h"
#include "rtcp/fir.h"
#include "rtcp/nack.h"
#include "rtcp/pli.h"
#include "rtcp/receiver_report.h"
#include "rtcp/remb.h"
#include "rtcp/sdes.h"
#include "rtcp/sender_report.h"
#include "rtcp/transport_feedback.h"

namespace sfu::router {

namespace {

constexpr size_t kMaxCompoundSize = 1150;  // leaves room for SRTCP and stays below every MTU
static_assert(bwe::FeedbackRecorder::kMaxFeedbackSize <= kMaxCompoundSize);
constexpr size_t kMaxReportBlocks = 31;  // what the count of 5 bits can say

/// The sender that an endpoint's feedback is about, if it is on that endpoint's transport.
RtpSender* senderOf(Tables& tables, RoomTransport& transport, Ssrc ssrc) {
  const auto found = transport.senderBySsrc.find(ssrc);
  return found == transport.senderBySsrc.end() ? nullptr : &tables.senders.at(found->second);
}

/// Takes one compound packet apart; it lives for one call.
class Intake {
 public:
  Intake(Tables& tables, uint32_t slot, const Turn& turn)
      : tables_(tables), from_(tables.transports.at(slot)), turn_(turn) {}

  void handle(Bytes compound) {
    rtcp::CompoundReader reader(compound);
    while (const auto item = reader.next()) {
      if (!handleItem(*item)) ++from_.malformedRtcp;
    }
    if (!reader.ok()) ++from_.malformedRtcp;
  }

 private:
  /// False if the item is broken; what we do not know is skipped.
  bool handleItem(const rtcp::Item& item) {
    switch (item.packetType) {
      case rtcp::SenderReport::kPacketType:
        return handleSenderReport(item);
      case rtcp::ReceiverReport::kPacketType: {
        const auto report = rtcp::ReceiverReport::parse(item);
        if (report) handleBlocks(report->blocks);
        return report.has_value();
      }
      case rtcp::Nack::kPacketType:
        return item.count != rtcp::Nack::kFormat || handleNack(item);
      case rtcp::Pli::kPacketType:
        return handlePayloadFeedback(item);
      default:
        return true;
    }
  }

  bool handleSenderReport(const rtcp::Item& item) {
    const auto report = rtcp::SenderReport::parse(item);
    if (!report) return false;
    handleBlocks(report->blocks);
    const StreamKey* key = from_.streams.find(report->sender);
    if (!key || key->isRtx) return true;
    ReceivedEncoding* encoding = tables_.tracks.at(key->receiver).receiver.encoding(key->encoding);
    if (encoding && encoding->ssrc == report->sender) {
      const auto clock =
          from_.clock.handleSenderReport({report->ntp, report->rtpTimestamp}, turn_.now);
      encoding->stream.handleSenderReport(report->ntp, clock, turn_.now);
      encoding->reported.handleReport(*report, turn_.now);
    }
    return true;
  }

  void handleBlocks(const std::vector<rtcp::ReportBlock>& blocks) {
    for (const rtcp::ReportBlock& block : blocks) {
      RtpSender* sender = senderOf(tables_, from_, block.ssrc);
      if (sender && sender->parameters().ssrc == block.ssrc) {
        sender->stream().handleReportBlock(block, turn_.now);
      }
    }
  }

  bool handleNack(const rtcp::Item& item) {
    const auto nack = rtcp::Nack::parse(item);
    if (!nack) return false;
    RtpSender* sender = senderOf(tables_, from_, nack->media);
    if (!sender) return true;
    sender->stream().handleNack();
    const RtpReceiver& receiver = tables_.tracks.at(sender->receiver()).receiver;
    for (const SequenceNumber lost : nack->lost) {
      sender->retransmit(lost, receiver, *from_.transport, turn_);
    }
    return true;
  }

  bool handlePayloadFeedback(const rtcp::Item& item) {
    if (item.count == rtcp::Pli::kFormat) {
      const auto pli = rtcp::Pli::parse(item);
      if (!pli) return false;
      if (RtpSender* sender = senderOf(tables_, from_, pli->media)) {
        sender->stream().handlePli();
        passKeyFrameRequest(*sender);
      }
      return true;
    }
    if (item.count == rtcp::Fir::kFormat) {
      const auto fir = rtcp::Fir::parse(item);
      if (!fir) return false;
      for (const auto& entry : fir->entries) {
        RtpSender* sender = senderOf(tables_, from_, entry.ssrc);
        if (!sender) continue;
        sender->stream().handleFir();
        passKeyFrameRequest(*sender);
      }
    }
    return true;
  }

  void passKeyFrameRequest(const RtpSender& sender) {
    if (!sender.isPaused()) askForKeyFrame(tables_, sender, turn_);
  }

  Tables& tables_;
  RoomTransport& from_;
  const Turn& turn_;
};

/// Fills compound packets and sends each when the next report would not fit.
class CompoundWriter {
 public:
  CompoundWriter(RoomTransport& transport, const Turn& turn) : transport_(transport), turn_(turn) {}
  ~CompoundWriter() { flush(); }

  template <class... Report>
  void add(const Report&... reports) {
    if (tryAdd(reports...)) return;
    flush();
    const bool fits = tryAdd(reports...);
    SFU_ASSERT(fits);
  }

 private:
  template <class... Report>
  bool tryAdd(const Report&... reports) {
    ByteWriter writer(MutableBytes(buffer_).subspan(size_));
    (reports.write(writer), ...);
    if (!writer.ok()) return false;
    size_ += writer.size();
    return true;
  }
  void flush() {
    if (size_ > 0)
      transport_.transport->sendRtcp(Bytes(buffer_).first(size_), turn_.batch, turn_.now);
    size_ = 0;
  }

  RoomTransport& transport_;
  const Turn& turn_;
  std::array<uint8_t, kMaxCompoundSize> buffer_{};
  size_t size_ = 0;
};

/// Where the clock of what a sender forwards lies on our time line, if its publisher has told.
std::optional<streams::ClockMapping> clockOf(const Tables& tables, const RtpSender& sender) {
  const RtpReceiver& receiver = tables.tracks.at(sender.receiver()).receiver;
  const auto source = sender.source();
  const ReceivedEncoding* encoding = source ? receiver.encodingOf(*source) : nullptr;
  return encoding ? encoding->stream.clock() : std::nullopt;
}

void addSenderReports(Tables& tables, const RoomTransport& transport, Time now,
                      CompoundWriter& out) {
  for (const uint32_t slot : transport.senders) {
    RtpSender& sender = tables.senders.at(slot);
    if (sender.isPaused()) continue;
    const auto report = sender.makeReport(clockOf(tables, sender), now);
    if (!report) continue;
    rtcp::Sdes sdes;
    sdes.chunks.push_back({sender.parameters().ssrc, sender.parameters().cname});
    out.add(*report, sdes);
  }
}

void addReceiverReports(Tables& tables, const RoomTransport& transport, Time now,
                        CompoundWriter& out) {
  rtcp::ReceiverReport report{.sender = transport.ownSsrc, .blocks = {}};
  for (const uint32_t slot : transport.receivers) {
    RtpReceiver& receiver = tables.tracks.at(slot).receiver;
    for (size_t i = 0; i < receiver.encodingCount(); ++i) {
      ReceivedEncoding* encoding = receiver.encoding(i);
      if (!encoding) continue;
      report.blocks.push_back(encoding->stream.takeReportBlock(now));
      if (report.blocks.size() < kMaxReportBlocks) continue;
      out.add(report);
      report.blocks.clear();
    }
  }
  if (!report.blocks.empty()) out.add(report);
}

Bitrate receivedBitrate(const Tables& tables, const RoomTransport& transport, Time now) {
  int64_t sum = 0;
  for (const uint32_t slot : transport.receivers) {
    const RtpReceiver& receiver = tables.tracks.at(slot).receiver;
    for (size_t i = 0; i < receiver.encodingCount(); ++i) {
      if (const ReceivedEncoding* encoding = receiver.encoding(i)) {
        sum += encoding->stream.statistics(now).bitrate.bps();
      }
    }
  }
  return Bitrate::bps(sum);
}

/// Below this no picture is worth sending, however bad the links of its viewers are.
constexpr Bitrate kVideoFloor = Bitrate::bps(100'000);
constexpr Bitrate kAudioFloor = Bitrate::bps(40'000);

/// What each viewer lost of what this publisher's video became; a viewer counts once.
std::vector<double> lossesOfViewers(const Tables& tables, const RoomTransport& publisher,
                                    Time now) {
  std::unordered_map<uint32_t, double> worst;  // by the viewer's transport
  for (const uint32_t slot : publisher.receivers) {
    const Track& track = tables.tracks.at(slot);
    if (!track.receiver.isVideo()) continue;
    for (const uint32_t senderSlot : track.senders) {
      const RtpSender& sender = tables.senders.at(senderSlot);
      const auto loss = sender.isPaused() ? std::nullopt : sender.stream().recentLoss(now);
      if (!loss) continue;
      double& known = worst[sender.transport()];
      known = std::max(known, *loss);
    }
  }
  std::vector<double> losses;
  for (const auto& [viewer, loss] : worst) losses.push_back(loss);
  return losses;
}

void updateViewerLossLimit(const Tables& tables, RoomTransport& transport, Bitrate received,
                           Time now) {
  int64_t floor = 0;
  for (const uint32_t slot : transport.receivers) {
    const bool isVideo = tables.tracks.at(slot).receiver.isVideo();
    floor += (isVideo ? kVideoFloor : kAudioFloor).bps();
  }
  transport.viewerLossLimit.update(lossesOfViewers(tables, transport, now), received,
                                   Bitrate::bps(floor));
}

bool takesRemb(const Tables& tables, const RoomTransport& publisher) {
  return std::ranges::any_of(publisher.receivers, [&](uint32_t slot) {
    return std::ranges::any_of(tables.tracks.at(slot).receiver.parameters().codecs,
                               [](const ReceiverCodec& codec) { return codec.remb; });
  });
}

void addMaxBitrate(Tables& tables, const RoomTransport& transport, CompoundWriter& out) {
  const auto viewers =
      takesRemb(tables, transport) ? transport.viewerLossLimit.limit() : std::nullopt;
  Bitrate limit = transport.police.limit();
  if (viewers && (limit.bps() == 0 || *viewers < limit)) limit = *viewers;
  if (limit.bps() == 0) return;
  rtcp::Remb remb{.sender = transport.ownSsrc, .bitrate = limit, .ssrcs = {}};
  for (const uint32_t slot : transport.receivers) {
    const RtpReceiver& receiver = tables.tracks.at(slot).receiver;
    for (size_t i = 0; i < receiver.encodingCount(); ++i) {
      if (receiver.isVideo() && receiver.encoding(i)) {
        remb.ssrcs.push_back(receiver.encoding(i)->ssrc);
      }
    }
  }
  if (!remb.ssrcs.empty()) out.add(remb);
}

void addKeyFrameRequest(const RoomTransport& transport, const RtpReceiver& receiver,
                        ReceivedEncoding& encoding, CompoundWriter& out) {
  if (!receiver.takesOnlyFir()) {
    encoding.handlePliSent();
    out.add(rtcp::Pli{.sender = transport.ownSsrc, .media = encoding.ssrc});
    return;
  }
  rtcp::Fir fir{.sender = transport.ownSsrc, .entries = {}};
  fir.entries.push_back({encoding.ssrc, encoding.takeFirSequence()});
  out.add(fir);
}

/// What one received stream asks its publisher for: lost packets, a key frame.
void addRequests(const RoomTransport& transport, RtpReceiver& receiver, ReceivedEncoding& encoding,
                 Time now, CompoundWriter& out) {
  for (auto lost = encoding.stream.takeDueNacks(now); !lost.empty();
       lost = encoding.stream.takeDueNacks(now)) {
    out.add(
        rtcp::Nack{.sender = transport.ownSsrc, .media = encoding.ssrc, .lost = std::move(lost)});
  }
  if (!encoding.keyFrames.takeDue(now)) return;
  receiver.handleKeyFrameRequestSent();
  addKeyFrameRequest(transport, receiver, encoding, out);
}

}  // namespace

void handleRtcp(Tables& tables, uint32_t transport, Bytes compound, const Turn& turn) {
  Intake(tables, transport, turn).handle(compound);
}

void sendReports(Tables& tables, RoomTransport& transport, Random& random, const Turn& turn) {
  const Time now = turn.now;
  if (now < transport.nextReportAt) return;
  // Uniform in 0.5 … 1.5 intervals, so that rooms do not fall into step. RFC 3550, section 6.2.
  const auto half = kReportInterval / 2;
  const auto spread = random.below(static_cast<uint32_t>(kReportInterval.count()));
  transport.nextReportAt = now + half + Duration(spread);
  if (!transport.transport->canSend()) return;

  CompoundWriter out(transport, turn);
  addSenderReports(tables, transport, now, out);
  addReceiverReports(tables, transport, now, out);
  const Bitrate received = receivedBitrate(tables, transport, now);
  updateViewerLossLimit(tables, transport, received, now);
  addMaxBitrate(tables, transport, out);
  transport.feedback.setReceivedBitrate(received);
}

void sendFeedback(Tables& tables, RoomTransport& transport, const Turn& turn) {
  if (!transport.transport->canSend()) return;
  CompoundWriter out(transport, turn);
  for (const uint32_t slot : transport.receivers) {
    RtpReceiver& receiver = tables.tracks.at(slot).receiver;
    for (size_t i = 0; i < receiver.encodingCount(); ++i) {
      ReceivedEncoding* encoding = receiver.encoding(i);
      if (encoding) addRequests(transport, receiver, *encoding, turn.now, out);
    }
  }
  if (!transport.sendsTransportFeedback) return;
  while (auto feedback = transport.feedback.takeFeedback(turn.now)) {
    feedback->sender = transport.ownSsrc;
    feedback->media = transport.lastMediaSsrc;
    out.add(*feedback);
  }
}

Time nextRtcpTimeout(const Tables& tables, const RoomTransport& transport) {
  if (!transport.transport->canSend()) return kNever;
  Time next = transport.nextReportAt;
  for (const uint32_t slot : transport.receivers) {
    next = std::min(next, tables.tracks.at(slot).receiver.nextTimeout());
  }
  if (transport.sendsTransportFeedback) {
    next = std::min(next, transport.feedback.nextTimeout());
  }
  return next;
}

}  // namespace sfu::router
