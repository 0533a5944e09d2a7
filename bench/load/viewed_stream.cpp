#include "load/viewed_stream.h"

#include <algorithm>

namespace sfu::load {

bool ViewedStream::receive(SequenceNumber sequence, size_t size, Nanos now, uint32_t verifyEvery,
                           Reception& total) {
  const int64_t before = numbers_.newest();
  const int64_t number = numbers_.unwrap(sequence);
  if (before < 0) first_ = number;
  if (number < before) ++total.late;
  ++received_;
  ++total.packets;
  total.bytes += size;
  if (toIndex_ == kUnknown) return true;

  const int64_t index = number + toIndex_;
  if (index >= 0) {
    const auto sentAt = source_->sentAt(static_cast<uint64_t>(index));
    if (sentAt) total.latencyNanos.add(static_cast<uint64_t>(std::max<Nanos>(now - *sentAt, 0)));
  }
  return received_ % verifyEvery == 0;
}

void ViewedStream::verify(const rtp::RtpPacketView& packet, Reception& total) {
  const auto marker = Marker::parse(packet.payload());
  const int64_t number = numbers_.peek(packet.sequenceNumber());
  const bool isOfSource = marker && marker->stream == source_->description().stream;
  if (!isOfSource) {
    ++total.wrong;
    return;
  }
  const int64_t toIndex = static_cast<int64_t>(marker->index) - number;
  // A server that leaves packets out moves the numbers; once they are known they have to stay.
  if (toIndex_ != kUnknown && toIndex_ != toIndex) ++total.wrong;
  toIndex_ = toIndex;
  ++total.verified;
}

void ViewedStream::beginMeasurement() {
  indexAtStart_ = hasStarted() && toIndex_ != kUnknown ? numbers_.newest() + toIndex_
                                                       : static_cast<int64_t>(source_->count()) - 1;
  receivedAtStart_ = received_;
}

int64_t ViewedStream::missing() const {
  const int64_t sent = static_cast<int64_t>(source_->count()) - 1 - indexAtStart_;
  return sent - static_cast<int64_t>(received_ - receivedAtStart_);
}

rtcp::ReportBlock ViewedStream::reportBlock(Nanos now) {
  const int64_t newest = numbers_.newest();
  const int64_t expected = newest - newestAtReport_;
  const auto got = static_cast<int64_t>(received_ - receivedAtReport_);
  const int64_t allExpected = newest - first_ + 1;
  rtcp::ReportBlock block{.ssrc = Ssrc(ssrc_)};
  if (newestAtReport_ > 0 && expected > got) {
    block.fractionLost = static_cast<uint8_t>((expected - got) * 255 / expected);
  }
  block.cumulativeLost = static_cast<int32_t>(allExpected - static_cast<int64_t>(received_));
  block.extendedHighestSequence = static_cast<uint32_t>(newest);
  if (lastSenderReport_ != 0) {
    block.lastSenderReport = lastSenderReport_;
    block.delaySinceLastSenderReport =
        static_cast<uint32_t>((now - lastSenderReportAt_) * 65536 / kSecond);
  }
  newestAtReport_ = newest;
  receivedAtReport_ = received_;
  return block;
}

void ViewedStream::handleSenderReport(uint32_t compactNtp, Nanos now) {
  lastSenderReport_ = compactNtp;
  lastSenderReportAt_ = now;
}

}  // namespace sfu::load
