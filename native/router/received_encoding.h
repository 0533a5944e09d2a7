// One encoding of a track as it arrives.
#pragma once
#include <cstddef>
#include <cstdint>

#include "base/strong_int.h"
#include "codecs/dependency_descriptor.h"
#include "codecs/entry_points.h"
#include "streams/key_frame_requester.h"
#include "streams/packet_history.h"
#include "streams/receive_stream.h"
#include "streams/reported_totals.h"

namespace sfu::router {

/// The parts of one received stream, under one SSRC: made anew by its receiver when the SSRC
/// changes. The receiver puts packets in, rtcp_exchange takes out what the publisher is told.
class ReceivedEncoding {
 public:
  /// `asksAgain`: lost packets are asked for by NACK.
  ReceivedEncoding(Ssrc ssrc, uint32_t generation, uint32_t clockRate, bool asksAgain,
                   size_t historySize);

  const Ssrc ssrc;
  /// Grows with each new SSRC; a sender sees by it that its source has changed.
  const uint32_t generation;
  streams::ReceiveStream stream;
  streams::PacketHistory history;
  streams::KeyFrameRequester keyFrames;
  codecs::DependencyDescriptorReader dependencies;
  codecs::EntryPoints entryPoints;
  streams::ReportedTotals reported;

  /// A new packet, with a header of so many bytes (padding included).
  void handleHeader(PayloadType payloadType, size_t headerSize);
  /// A PLI leaves.
  void handlePliSent() { ++pliCount_; }
  /// A FIR leaves; yields its number, which grows with each. RFC 5104, section 4.3.1.1.
  uint8_t takeFirSequence();

  // For statistics only.
  PayloadType payloadType() const { return payloadType_; }  // of the last packet
  uint64_t headerBytes() const { return headerBytes_; }
  uint64_t pliCount() const { return pliCount_; }
  uint64_t firCount() const { return firCount_; }

 private:
  PayloadType payloadType_{0};
  uint64_t headerBytes_ = 0;
  uint64_t pliCount_ = 0;
  uint64_t firCount_ = 0;
};

}  // namespace sfu::router
