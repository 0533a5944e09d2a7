// When to ask a publisher for a key frame.
#pragma once
#include "base/time.h"

namespace sfu::streams {

/// Merges the wishes of all viewers for a key frame of one received stream.
///
/// The first wish passes at once. Later ones wait until kMinInterval after the
/// last request, and are void if a key frame comes meanwhile. A request that no
/// key frame answers is repeated until one comes or nobody wants it any more.
/// Whether it becomes a PLI or a FIR (RFC 4585, RFC 5104) is the owner's choice.
class KeyFrameRequester {
 public:
  static constexpr Duration kMinInterval = std::chrono::milliseconds(500);
  static constexpr Duration kRepeatInterval = std::chrono::seconds(1);

  void request(Time now);
  /// True if a request has to be sent now; it then counts as sent.
  bool takeDue(Time now);
  /// A key frame began.
  void handleKeyFrame();
  /// Nobody waits any more: the last viewer has left or paused.
  void cancel();
  Time nextTimeout() const;

 private:
  bool isWanted_ = false;      // since the last request
  bool isUnanswered_ = false;  // the last request
  Time wantedAt_{};
  Time sentAt_ = Time::min();
};

}  // namespace sfu::streams
