// Which packet went to a viewer under which number.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/strong_int.h"
#include "base/time.h"
#include "streams/picture_rewriter.h"
#include "streams/rewriter.h"

namespace sfu::streams {

/// What one sender remembers of the packets it sent: numbers, not packets. The
/// packets stay in the PacketHistory of the stream they came from.
///
/// The memory is taken with the first record(), so a sender whose viewer never
/// sends NACKs (audio) should not record at all.
class SentLog {
 public:
  static constexpr size_t kCapacity = 1024;

  /// Who loses a packet more often than this has a link that no repair helps.
  static constexpr int kMaxResent = 3;

  enum class Repair : uint8_t {
    kDue,
    kTooSoon,   // it was just sent again, and may still be on its way
    kTooOften,  // it was sent again kMaxResent times
  };

  /// Where a packet that was sent came from, and what it was sent with.
  struct Entry {
    uint32_t source;
    int64_t extendedSequence;
    uint32_t timestamp;
    PictureShift shift;
    Repair repair;
  };

  void record(Numbers out, uint32_t source, int64_t extendedSequence, PictureShift shift = {});

  /// The packet that a NACK asks for, and whether it should be sent again now; `minInterval` lies
  /// between two repairs. Nothing if we do not know it (any more).
  std::optional<Entry> find(SequenceNumber out, Time now, Duration minInterval) const;
  /// A packet that find() knows is sent again.
  void handleResent(SequenceNumber out, Time now);

 private:
  struct Slot {
    int64_t extendedSequence = -1;  // none
    uint32_t source = 0;
    uint32_t timestamp = 0;
    uint32_t resentAtMs = 0;  // the low bits: a slot lives for seconds
    uint16_t pictureShift = 0;
    uint8_t tl0Shift = 0;
    uint8_t lap : 6 = 0;  // with the place in the ring it is the number sent
    uint8_t timesResent : 2 = 0;
  };

  static uint32_t milliseconds(Time time) {
    return static_cast<uint32_t>(time.time_since_epoch() / std::chrono::milliseconds(1));
  }

  // Senders of one track write to their logs in turn: what does not fit a cache line costs.
  static_assert(sizeof(Slot) == 24);
  static_assert(kMaxResent < 4);
  static Repair repairOf(const Slot& slot, Time now, Duration minInterval);
  static uint8_t lapOf(SequenceNumber out) { return static_cast<uint8_t>(out.value() / kCapacity); }

  std::vector<Slot> slots_;
};

}  // namespace sfu::streams
