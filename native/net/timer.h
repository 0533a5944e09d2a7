// A one-shot timer.
#pragma once
#include <uv.h>

#include <functional>
#include <memory>

#include "base/time.h"

namespace sfu::net {

/// Calls back once, after a while. Never early; late by up to a millisecond and
/// whatever else the loop is busy with. The callback may arm or destroy the timer.
class Timer {
 public:
  Timer(uv_loop_t& loop, std::function<void()> onFire);

  /// Replaces what was armed before. What is not above zero fires in the next turn of the loop.
  void arm(Duration delay);
  void disarm();
  bool isArmed() const;

 private:
  // libuv lets go of a handle one turn after uv_close, so the handle must outlive us, and with it
  // the callback that may be running.
  struct State {
    uv_timer_t handle;
    std::function<void()> onFire;
  };
  struct CloseThenDelete {
    void operator()(State* state) const;
  };

  std::unique_ptr<State, CloseThenDelete> state_;
};

}  // namespace sfu::net
