// A real loop that runs until something has happened.
#pragma once
#include <chrono>
#include <functional>

#include "net/loop.h"
#include "net/timer.h"

namespace sfu::test {

/// True as soon as `condition` holds; false if it does not within a time that is ample.
inline bool runUntil(net::Loop& loop, const std::function<bool()>& condition) {
  bool expired = false;
  net::Timer deadline(loop.uv(), [&expired] { expired = true; });
  deadline.arm(std::chrono::seconds(5));
  while (!condition() && !expired && loop.runOnce()) continue;
  return condition();
}

}  // namespace sfu::test
