// Which packets are missing, and when to ask for them.
#pragma once
#include <cstdint>
#include <vector>

#include "base/strong_int.h"
#include "base/time.h"

namespace sfu::streams {

/// The packets of one received stream that a generic NACK should ask for.
/// RFC 4585, section 6.2.1.
///
/// Numbers come in extended by the owner (ReceiveStream), each at most once.
/// The list writes no RTCP: takeDue() says what to put into one Nack. As long
/// as nothing is missing it neither allocates nor wakes anybody.
class NackList {
 public:
  /// A gap is asked for when a second newer packet arrived, or after this long.
  /// Swapped neighbours of a burst thus cost nothing, while a loss in a video
  /// frame is noticed at once; the time is for streams as slow as audio, and
  /// still small against the round trip that the repair takes.
  static constexpr Duration kReorderDelay = std::chrono::milliseconds(10);
  static constexpr Duration kDefaultRoundTripTime = std::chrono::milliseconds(100);
  static constexpr Duration kMinInterval = std::chrono::milliseconds(20);
  static constexpr Duration kMaxInterval = std::chrono::milliseconds(500);
  static constexpr int kMaxTries = 10;
  /// More missing than this is cheaper to repair with a key frame.
  static constexpr size_t kMaxMissing = 500;
  static constexpr int64_t kMaxAge = 1000;
  /// In the worst case each number takes four bytes: one Nack stays within a datagram.
  static constexpr size_t kMaxPerTake = 250;

  /// A packet arrived for the first time. True if it had been asked for. `isRepair` says that it
  /// came because of that: its delay is the round trip, by which we ask again on slow paths.
  bool handlePacket(int64_t extendedSequence, Time now, bool isRepair = false);

  /// The first packet of a key frame. What is older than the key frame before
  /// it is dropped; the frames in between may still be shown if repaired in time.
  void handleKeyFrame(int64_t extendedSequence);

  /// The sender restarted: forgets all; numbers go on after `extendedSequence`.
  void restart(int64_t extendedSequence);

  void setRoundTripTime(Duration roundTripTime);

  /// What to ask for now, oldest first. Call again until it is empty: one call
  /// yields what one RTCP packet holds.
  std::vector<SequenceNumber> takeDue(Time now);
  /// Never later than the next packet falls due; it may be earlier.
  Time nextTimeout() const { return nextDue_; }

  /// True once after the list overflowed: only a key frame helps.
  bool takeKeyFrameNeed();

  size_t size() const { return missing_.size(); }

 private:
  struct Missing {
    int64_t sequence;
    Time dueAt;
    Time askedAt;  // for the first time
    int tries;
  };

  void addGap(int64_t first, int64_t end, Time now);
  void hurryFresh(Time now);
  bool remove(int64_t sequence, Time now, bool isRepair);
  void measure(Duration delay);
  void dropBefore(int64_t sequence);
  void clear();

  std::vector<Missing> missing_;  // oldest first
  int64_t newest_ = -1;
  int64_t keyFrame_ = -1;
  Time nextDue_ = kNever;
  Duration interval_ = kDefaultRoundTripTime;
  bool needsKeyFrame_ = false;
};

}  // namespace sfu::streams
