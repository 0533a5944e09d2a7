// What a publisher may send at most so that its viewers can receive it.
#pragma once
#include <optional>
#include <vector>

#include "base/units.h"

namespace sfu::bwe {

/// Each viewer's link may be too narrow for what all publishers of a room send together, and no
/// publisher sees that by itself: the way from it to us is free. So where most viewers of a
/// publisher lose packets, it is asked to send less, by the loss-based controller of
/// draft-ietf-rmcat-gcc-02, section 6. One bad link among good ones changes nothing for the others.
class ViewerLossLimit {
 public:
  static constexpr double kHighLoss = 0.1;
  static constexpr double kLowLoss = 0.02;
  /// From here on the links carry so little that the rate follows what comes through.
  static constexpr double kCollapse = 0.3;
  static constexpr double kGrowth = 1.1;
  /// Around the rate at which packets were lost before.
  static constexpr double kCarefulGrowth = 1.02;
  static constexpr double kBelow = 0.75;
  static constexpr double kAbove = 1.25;
  /// A limit is lifted when it is that many times what the publisher sends: it has no effect.
  static constexpr int kIdleFactor = 3;
  /// That a limit is lifted is said several times, as a report may be lost.
  static constexpr int kLastReports = 3;
  static constexpr Bitrate kUnlimited = Bitrate::bps(1'000'000'000);

  /// About once a second: the share of its packets that each viewer lost lately, what the publisher
  /// sends, and what it may send however bad that is.
  void update(std::vector<double> losses, Bitrate received, Bitrate floor);
  /// What the next report says; nothing if there is nothing to say.
  std::optional<Bitrate> limit() const { return limit_; }

 private:
  void lift();

  std::optional<Bitrate> limit_;
  Bitrate tooMuch_;      // what was sent when packets were lost the last time
  int lastReports_ = 0;  // still to be sent, once the limit is lifted
};

}  // namespace sfu::bwe
