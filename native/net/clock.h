// The one place that reads clocks.
#pragma once
#include "base/time.h"

namespace sfu::net {

/// The worker's time line: the wall clock is read once, when it begins; from
/// there on it grows with the monotonic clock, so that no step of the wall clock is felt.
class Clock {
 public:
  Clock();
  Time now() const;

 private:
  Duration offset_;  // from monotonic time to the time line
};

}  // namespace sfu::net
