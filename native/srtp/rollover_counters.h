// Sequence numbers of sixteen bits to packet indexes of forty-eight, per SSRC.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/strong_int.h"

namespace sfu::srtp {

/// The roll-over counters of everything that is sent with one master key.
/// RFC 3711, section 3.3.1.
///
/// An index is estimated against the highest one sent, so that a packet that is
/// sent again after the sequence number wrapped keeps the index it had. A stream
/// begins with counter zero. Streams are never forgotten: an SSRC that began
/// anew under the same key would use its indexes, and so its nonces, twice.
class RolloverCounters {
 public:
  RolloverCounters();

  /// The index to send `number` with. A few nanoseconds; allocates only when an
  /// SSRC is new.
  uint64_t indexOf(Ssrc ssrc, SequenceNumber number);

  /// How often an index was given that one of the sixty-four before it equals.
  uint64_t reused() const { return reused_; }
  size_t size() const { return size_; }

 private:
  struct Stream {
    int64_t highest = 0;
    uint64_t recent = 0;  // bit i: index highest - i was given; zero marks a free slot
    uint32_t ssrc = 0;
  };

  void note(Stream& stream, int64_t index);
  Stream& find(uint32_t ssrc);
  size_t slotOf(uint32_t ssrc) const;
  void grow();

  std::vector<Stream> slots_;  // open addressing; a power of two, at most half full
  size_t last_ = 0;            // where the last packet's stream is
  size_t size_ = 0;
  uint64_t reused_ = 0;
};

}  // namespace sfu::srtp
