#include "router/rtcp_exchange.h"

#include <algorithm>
#include <array>
#include <utility>

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

/// The sender a peer's feedback is about, if it is on that peer's transport.
RtpSender* senderOf(Tables& tables, RoomTransport& transport, Ssrc ssrc) {
  const auto found = transport.senderBySsrc.find(ssrc);
  return found == transport.senderBySsrc.end() ? nullptr : &tables.senders.at(found->second);
}

/// Takes one compound packet apart; it lives for one call.
class Intake {
 public:
  Intake(Tables& tables, uint32_t slot, Time now, transport::EgressBatch& batch,
         std::vector<uint32_t>& touched)
      : tables_(tables),
        from_(tables.transports.at(slot)),
        now_(now),
        batch_(batch),
        touched_(touched) {}

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
      encoding->stream.handleSenderReport(report->ntp, report->rtpTimestamp, now_);
      encoding->reported.handleReport(*report, now_);
      from_.clock.handleSenderReport(report->ntp, now_);
    }
    return true;
  }

  void handleBlocks(const std::vector<rtcp::ReportBlock>& blocks) {
    for (const rtcp::ReportBlock& block : blocks) {
      RtpSender* sender = senderOf(tables_, from_, block.ssrc);
      if (sender && sender->parameters().ssrc == block.ssrc) {
        sender->stream().handleReportBlock(block, now_);
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
      sender->retransmit(lost, receiver, *from_.transport, batch_, now_);
    }
    return true;
  }

  bool handlePayloadFeedback(const rtcp::Item& item) {
    if (item.count == rtcp::Pli::kFormat) {
      const auto pli = rtcp::Pli::parse(item);
      if (!pli) return false;
      if (RtpSender* sender = senderOf(tables_, from_, pli->media)) {
        sender->stream().handlePli();
        askForKeyFrame(*sender);
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
        askForKeyFrame(*sender);
      }
    }
    return true;
  }

  /// Goes on to the publisher when its transport is settled at the end of the turn.
  void askForKeyFrame(RtpSender& sender) {
    if (sender.isPaused()) return;
    RtpReceiver& receiver = tables_.tracks.at(sender.receiver()).receiver;
    receiver.requestKeyFrame(sender.shownEncoding(), now_);
    RoomTransport& publisher = tables_.transports.at(receiver.transport());
    if (!std::exchange(publisher.isTouched, true)) touched_.push_back(receiver.transport());
  }

  Tables& tables_;
  RoomTransport& from_;
  const Time now_;
  transport::EgressBatch& batch_;
  std::vector<uint32_t>& touched_;
};

/// Fills compound packets and sends each when the next report would not fit.
class CompoundWriter {
 public:
  CompoundWriter(RoomTransport& transport, transport::EgressBatch& batch, Time now)
      : transport_(transport), batch_(batch), now_(now) {}
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
    if (size_ > 0) transport_.transport->sendRtcp(Bytes(buffer_).first(size_), batch_, now_);
    size_ = 0;
  }

  RoomTransport& transport_;
  transport::EgressBatch& batch_;
  const Time now_;
  std::array<uint8_t, kMaxCompoundSize> buffer_{};
  size_t size_ = 0;
};

/// Where the clock of what a sender forwards lies on our time line, if its publisher has told.
std::optional<streams::ClockMapping> clockOf(const Tables& tables, const RtpSender& sender) {
  const RtpReceiver& receiver = tables.tracks.at(sender.receiver()).receiver;
  const auto source = sender.source();
  const ReceivedEncoding* encoding = source ? receiver.encodingOf(*source) : nullptr;
  if (!encoding) return std::nullopt;
  const auto reported = encoding->stream.reportedClock();
  if (!reported) return std::nullopt;
  return tables.transports.at(receiver.transport()).clock.map(*reported);
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
      encoding->history.expire(now);
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

void addMaxBitrate(Tables& tables, const RoomTransport& transport, CompoundWriter& out) {
  if (transport.maxBitrate.bps() == 0) return;
  rtcp::Remb remb{.sender = transport.ownSsrc, .bitrate = transport.maxBitrate, .ssrcs = {}};
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

/// FIR where a peer takes no PLI. RFC 5104, section 4.3.1; RFC 4585, section 6.3.1.
void addKeyFrameRequest(const RoomTransport& transport, const RtpReceiver& receiver,
                        ReceivedEncoding& encoding, CompoundWriter& out) {
  const auto& codecs = receiver.parameters().codecs;
  const bool takesPli =
      std::any_of(codecs.begin(), codecs.end(), [](const auto& codec) { return codec.pli; });
  const bool takesFir =
      std::any_of(codecs.begin(), codecs.end(), [](const auto& codec) { return codec.fir; });
  if (takesPli || !takesFir) {
    ++encoding.pliCount;
    out.add(rtcp::Pli{.sender = transport.ownSsrc, .media = encoding.ssrc});
    return;
  }
  ++encoding.firCount;
  rtcp::Fir fir{.sender = transport.ownSsrc, .entries = {}};
  fir.entries.push_back({encoding.ssrc, encoding.firSequence++});
  out.add(fir);
}

}  // namespace

void handleRtcp(Tables& tables, uint32_t transport, Bytes compound, Time now,
                transport::EgressBatch& batch, std::vector<uint32_t>& touched) {
  Intake(tables, transport, now, batch, touched).handle(compound);
}

void sendReports(Tables& tables, RoomTransport& transport, Time now, Random& random,
                 transport::EgressBatch& batch) {
  if (now < transport.nextReportAt) return;
  // Uniform in 0.5 … 1.5 intervals, so that rooms do not fall into step. RFC 3550, section 6.2.
  const auto half = kReportInterval / 2;
  const auto spread = random.below(static_cast<uint32_t>(kReportInterval.count()));
  transport.nextReportAt = now + half + Duration(spread);
  if (!transport.transport->canSend()) return;

  CompoundWriter out(transport, batch, now);
  addSenderReports(tables, transport, now, out);
  addReceiverReports(tables, transport, now, out);
  addMaxBitrate(tables, transport, out);
  transport.feedback.setReceivedBitrate(receivedBitrate(tables, transport, now));
}

void sendFeedback(Tables& tables, RoomTransport& transport, Time now,
                  transport::EgressBatch& batch) {
  if (!transport.transport->canSend()) return;
  CompoundWriter out(transport, batch, now);
  for (const uint32_t slot : transport.receivers) {
    RtpReceiver& receiver = tables.tracks.at(slot).receiver;
    for (size_t i = 0; i < receiver.encodingCount(); ++i) {
      ReceivedEncoding* encoding = receiver.encoding(i);
      if (!encoding) continue;
      for (auto lost = encoding->stream.takeDueNacks(now); !lost.empty();
           lost = encoding->stream.takeDueNacks(now)) {
        out.add(rtcp::Nack{
            .sender = transport.ownSsrc, .media = encoding->ssrc, .lost = std::move(lost)});
      }
      if (encoding->keyFrames.takeDue(now)) {
        receiver.noteKeyFrameRequest();
        addKeyFrameRequest(transport, receiver, *encoding, out);
      }
    }
  }
  if (!transport.sendsTransportFeedback) return;
  while (auto feedback = transport.feedback.takeFeedback(now)) {
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
