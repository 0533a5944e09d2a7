// A stream as one viewer gets it: what arrived, what is missing, how long it took.
#pragma once
#include <cstdint>
#include <vector>

#include "base/strong_int.h"
#include "load/histogram.h"
#include "load/source_stream.h"
#include "rtcp/report_block.h"
#include "rtp/rtp_packet_view.h"

namespace sfu::load {

/// What all viewers together got since the measurement began.
struct Reception {
  uint64_t packets = 0;
  uint64_t bytes = 0;
  uint64_t verified = 0;
  uint64_t wrong = 0;        // decrypted, but not the packet that its number promised
  uint64_t unauthentic = 0;  // would not decrypt
  uint64_t unknown = 0;      // of no stream that this viewer was promised
  uint64_t late = 0;         // behind a packet with a higher number
  Histogram latencyNanos;
};

/// Counts by the RTP header, which is in the clear. Which packet of the source a
/// number stands for is known from the first one that was decrypted.
class ViewedStream {
 public:
  ViewedStream(const ReceiveDescription& description, const SourceStream& source)
      : ssrc_(description.ssrc), source_(&source) {}

  uint32_t ssrc() const { return ssrc_; }
  bool hasStarted() const { return numbers_.newest() >= 0; }

  /// True if this packet has to be decrypted and given to verify().
  bool receive(SequenceNumber sequence, size_t size, Nanos now, uint32_t verifyEvery,
               Reception& total);
  void verify(const rtp::RtpPacketView& packet, Reception& total);

  /// Loss is counted from here on.
  void beginMeasurement();
  /// Packets that the source sent since then and that are not here.
  int64_t missing() const;

  /// What a browser says once a second.
  rtcp::ReportBlock reportBlock(Nanos now);
  void handleSenderReport(uint32_t compactNtp, Nanos now);

 private:
  static constexpr int64_t kUnknown = INT64_MIN;

  uint32_t ssrc_;
  const SourceStream* source_;
  SequenceUnwrapper numbers_;
  int64_t toIndex_ = kUnknown;  // source index minus extended number
  uint64_t received_ = 0;
  int64_t first_ = -1;
  int64_t indexAtStart_ = 0;
  uint64_t receivedAtStart_ = 0;
  uint64_t receivedAtReport_ = 0;
  int64_t newestAtReport_ = 0;
  uint32_t lastSenderReport_ = 0;
  Nanos lastSenderReportAt_ = 0;
};

}  // namespace sfu::load
