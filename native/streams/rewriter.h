// Sequence numbers and timestamps of one viewer's stream, without a seam.
#pragma once
#include <cstdint>
#include <optional>

#include "base/strong_int.h"
#include "base/time.h"
#include "streams/sequence_window.h"

namespace sfu::streams {

/// What the rewriter decides about one packet. RFC 3550, section 5.1.
struct Numbers {
  SequenceNumber sequence;
  uint32_t timestamp;
};

/// Turns the numbers of several received streams (encodings of one track, one
/// at a time) into those of the one stream that a viewer sees.
///
/// While the source stays the same, both numbers keep a constant distance:
/// packets that come out of order stay out of order, and what got lost on the
/// way to us stays a gap, so that the viewer asks for it. A packet that is left
/// out on purpose is told with skip(), and leaves no gap.
///
/// No two packets ever get the same sequence number, whatever comes in: SRTP
/// would not survive it (RFC 3711, section 9.1).
///
/// It picks no source and looks into no payload.
class Rewriter {
 public:
  /// The numbers of the first packet, which RFC 3550 wants to be random. A
  /// sequence number below 0x8000 lets the viewer's SRTP start without a guess.
  Rewriter(Numbers first, uint32_t clockRate);

  /// Call once per packet. `source` names the received stream, and
  /// `extendedSequence` comes from its ReceiveStream. A packet of another
  /// source than before starts a new segment: it gets the next sequence number
  /// and a timestamp that is ahead by the time passed, or by what align() said.
  ///
  /// Nothing if the packet has no place: it is older than its segment or than
  /// the window, or it was skipped.
  std::optional<Numbers> rewrite(uint32_t source, int64_t extendedSequence, uint32_t timestamp,
                                 Time now);

  /// This packet is deliberately not forwarded: later numbers close up. If it
  /// is older than one that was forwarded, it is too late, and a gap remains.
  void skip(uint32_t source, int64_t extendedSequence);

  /// The next packet starts a new segment, even if its source is the same.
  /// For a sender that resumes, or when `source` will name another stream.
  void restart() { isInterrupted_ = true; }

  /// Call before the first packet of another source, if it is known how the clocks of the two
  /// lie: `distance` makes its timestamps those of the running source (timestampDistance()).
  /// A frame that was captured before the last one that left gets the next tick, and so
  /// much do all timestamps of its segment stand ahead.
  void align(uint32_t distance) { distance_ = distance; }

  /// The source of the running segment; nothing before the first packet.
  std::optional<uint32_t> source() const;
  /// What is added to the timestamps of the running segment, modulo 2^32.
  uint32_t timestampOffset() const { return timestampOffset_; }

 private:
  // More than this beside the clock, a source has a new timestamp base, or its reports are wrong.
  static constexpr Duration kMaxClockError = std::chrono::seconds(1);

  bool startsSegment(uint32_t source, int64_t extendedSequence) const {
    if (!hasStarted_ || isInterrupted_ || source != source_) return true;
    // The source itself restarted. Passed on, the jump could reach half the circle.
    return extendedSequence - skipped_.newest() >= kMaxDropout;
  }
  void startSegment(uint32_t source, int64_t extendedSequence, uint32_t timestamp, Time now);
  uint32_t offsetFor(uint32_t source, std::optional<uint32_t> distance, uint32_t timestamp,
                     Time now);
  bool followsClock(uint32_t rewritten, Time now) const;
  std::optional<Numbers> rewriteLate(int64_t extendedSequence, uint32_t timestamp) const;
  Numbers numbersAt(int64_t sequence, uint32_t timestamp) const {
    return {.sequence = SequenceNumber(static_cast<uint16_t>(sequence)),
            .timestamp = timestamp + timestampOffset_};
  }

  Numbers first_;
  uint32_t clockRate_;
  bool hasStarted_ = false;
  bool isInterrupted_ = false;

  uint32_t source_ = 0;
  int64_t segmentFirst_ = 0;
  int64_t offset_ = 0;  // output minus input, for the newest number and later ones
  SequenceWindow skipped_;

  uint32_t timestampOffset_ = 0;
  uint32_t ahead_ = 0;  // how much of it is there for the order alone
  std::optional<uint32_t> distance_;
  uint32_t lastTimestamp_ = 0;  // output, of the newest packet
  Time lastFrameAt_{};          // when the first packet with that timestamp came
};

// Here and not in the .cpp: it runs once per packet and viewer.
inline std::optional<Numbers> Rewriter::rewrite(uint32_t source, int64_t extendedSequence,
                                                uint32_t timestamp, Time now) {
  if (startsSegment(source, extendedSequence)) {
    startSegment(source, extendedSequence, timestamp, now);
  } else if (extendedSequence > skipped_.newest()) {
    skipped_.advanceTo(extendedSequence);
  } else {
    return rewriteLate(extendedSequence, timestamp);
  }
  const Numbers numbers = numbersAt(extendedSequence + offset_, timestamp);
  if (numbers.timestamp != lastTimestamp_) {
    lastTimestamp_ = numbers.timestamp;
    lastFrameAt_ = now;
  }
  return numbers;
}

}  // namespace sfu::streams
