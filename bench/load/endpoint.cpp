#include "load/endpoint.h"

#include <algorithm>
#include <array>
#include <utility>

#include "echo/hello.h"
#include "rtcp/compound.h"
#include "rtcp/fir.h"
#include "rtcp/nack.h"
#include "rtcp/pli.h"
#include "rtcp/receiver_report.h"
#include "rtcp/sdes.h"
#include "rtcp/sender_report.h"
#include "transport/demux.h"

namespace sfu::load {

namespace {

constexpr Nanos kReportInterval = kSecond;
constexpr size_t kMaxPacketSize = 1500;
// In place of the tag that protection would add.
constexpr size_t kPlainTail = 16;
// Of the reports of somebody who publishes nothing.
constexpr uint32_t kViewerSsrc = 1;

}  // namespace

Endpoint::Endpoint(UdpSocket socket, const EndpointDescription& description,
                   std::vector<SourceStream*> sources, std::vector<ViewedStream> viewed)
    : socket_(std::move(socket)),
      description_(description),
      sources_(std::move(sources)),
      viewed_(std::move(viewed)),
      packet_(kMaxPacketSize) {}

void Endpoint::openSession(std::unique_ptr<test::WebRtcEndpoint> session, Time now) {
  session_ = std::move(session);
  session_->connect({{description_.ufrag, description_.password}, description_.fingerprint},
                    dtls::Role::kClient, now);
}

void Endpoint::publish(Nanos now, const Clock& clock, Publication& total) {
  for (SourceStream* source : sources_) {
    while (source->nextAt() <= now) {
      const Nanos sentAt = monotonicNanos();
      const SourcePacket packet = source->next(sentAt, clock.at(sentAt), transportSequence_++);
      size_t size = packet.header.size() + packet.payload.size() + kPlainTail;
      if (session_) {
        size = session_->protectRtp(packet.header, packet.payload, packet_.data());
      } else {
        const auto end = std::copy(packet.header.begin(), packet.header.end(), packet_.begin());
        std::copy(packet.payload.begin(), packet.payload.end(), end);
      }
      ++total.packets;
      if (!socket_.send({packet_.data(), size})) ++total.refused;
    }
  }
}

Nanos Endpoint::nextPublishAt() const {
  Nanos next = INT64_MAX;
  for (const SourceStream* source : sources_) next = std::min(next, source->nextAt());
  return next;
}

void Endpoint::receive(DatagramReader& reader, const Clock& clock, uint32_t verifyEvery,
                       Reception& total, Publication& publication) {
  const auto datagrams = reader.read(socket_);
  const Nanos now = monotonicNanos();
  const Time time = clock.at(now);
  for (const MutableBytes datagram : datagrams) {
    if (transport::classify(datagram) == transport::PacketKind::kRtp) {
      receiveRtp(datagram, now, time, verifyEvery, total);
      continue;
    }
    if (!session_) continue;
    size_t size = datagram.size();
    if (session_->handleDatagram(datagram.data(), size, time) ==
        test::WebRtcEndpoint::Opened::kRtcp) {
      handleRtcp(datagram.first(size), now, publication);
    }
  }
  drain();
}

void Endpoint::receiveRtp(MutableBytes datagram, Nanos now, Time time, uint32_t verifyEvery,
                          Reception& total) {
  ByteReader header(datagram);
  header.u16();
  const SequenceNumber sequence(header.u16());
  header.u32();
  const uint32_t ssrc = header.u32();
  const auto stream = std::find_if(viewed_.begin(), viewed_.end(),
                                   [&](const ViewedStream& each) { return each.ssrc() == ssrc; });
  if (!header.ok() || stream == viewed_.end()) {
    ++total.unknown;
    return;
  }
  if (!stream->receive(sequence, datagram.size(), now, verifyEvery, total)) return;

  size_t size = datagram.size();
  const bool opens = !session_ || session_->handleDatagram(datagram.data(), size, time) ==
                                      test::WebRtcEndpoint::Opened::kRtp;
  const auto packet = opens ? rtp::RtpPacketView::parse(datagram.first(size)) : std::nullopt;
  if (packet) {
    stream->verify(*packet, total);
  } else {
    ++total.unauthentic;
  }
}

void Endpoint::handleRtcp(Bytes compound, Nanos now, Publication& publication) {
  rtcp::CompoundReader reader(compound);
  while (const auto item = reader.next()) {
    if (item->packetType == rtcp::SenderReport::kPacketType) {
      const auto report = rtcp::SenderReport::parse(*item);
      if (!report) continue;
      for (ViewedStream& stream : viewed_) {
        if (stream.ssrc() == report->sender.value()) {
          stream.handleSenderReport(report->ntp.compact(), now);
        }
      }
    } else if (item->packetType == rtcp::Pli::kPacketType && item->count == rtcp::Pli::kFormat) {
      const auto pli = rtcp::Pli::parse(*item);
      if (!pli) continue;
      ++publication.keyFrameRequests;
      requestKeyFrame(pli->media.value());
    } else if (item->packetType == rtcp::Nack::kPacketType && item->count == rtcp::Nack::kFormat) {
      ++publication.nacks;
    }
  }
}

void Endpoint::requestKeyFrame(uint32_t ssrc) {
  for (SourceStream* source : sources_) {
    if (source->description().ssrc == ssrc) source->requestKeyFrame();
  }
}

void Endpoint::advance(Nanos now, const Clock& clock) {
  const Time time = clock.at(now);
  if (session_ && time >= session_->nextTimeout()) session_->handleTimeout(time);
  if (now >= nextReportAt_) {
    // Spread over the second, so that a hundred viewers do not speak at once.
    const Nanos phase = static_cast<Nanos>(descriptor()) * 37 * kMillisecond % kReportInterval;
    nextReportAt_ = nextReportAt_ == 0 ? now + phase : now + kReportInterval;
    if (!session_) {
      sendHello();
    } else if (session_->isConnected()) {
      sendReports(now, time);
    }
  }
  drain();
}

/// SR per stream that we send, RR blocks for what we get, SDES. RFC 3550, section 6.1.
void Endpoint::sendReports(Nanos now, Time time) {
  std::vector<rtcp::ReportBlock> blocks;
  for (ViewedStream& stream : viewed_) {
    if (stream.hasStarted()) blocks.push_back(stream.reportBlock(now));
  }
  std::array<uint8_t, 1150> buffer;
  ByteWriter writer(buffer);
  rtcp::Sdes sdes;
  for (const SourceStream* source : sources_) {
    const Ssrc ssrc(source->description().ssrc);
    rtcp::SenderReport{.sender = ssrc,
                       .ntp = NtpTime::from(time),
                       .rtpTimestamp = source->timestamp(),
                       .packetCount = static_cast<uint32_t>(source->count()),
                       .octetCount = static_cast<uint32_t>(source->octets()),
                       .blocks = {}}
        .write(writer);
    sdes.chunks.push_back({ssrc, "load"});
  }
  if (!blocks.empty() || sources_.empty()) {
    const Ssrc ssrc(sources_.empty() ? kViewerSsrc : sources_.front()->description().ssrc);
    rtcp::ReceiverReport{.sender = ssrc, .blocks = std::move(blocks)}.write(writer);
    if (sources_.empty()) sdes.chunks.push_back({ssrc, "load"});
  }
  sdes.write(writer);
  if (writer.ok()) session_->sendRtcp(writer.written());
}

void Endpoint::drain() {
  if (!session_) return;
  while (const auto datagram = session_->pollTransmit()) socket_.send(*datagram);
}

void Endpoint::sendHello() {
  const echo::Hello hello{.wantsMedia = !viewed_.empty()};
  const auto bytes = hello.bytes();
  socket_.send(bytes);
}

}  // namespace sfu::load
