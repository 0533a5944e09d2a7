// The moment after everything that was ready has been handled.
#pragma once
#include <uv.h>

#include <functional>
#include <memory>

namespace sfu::net {

/// Calls back once in each turn of the loop, right after the sockets and pipes
/// that were ready have been read. What they caused can leave together then, and
/// no later than it would have. Does not keep the loop alive.
class AfterPoll {
 public:
  AfterPoll(uv_loop_t& loop, std::function<void()> onTurn);

 private:
  // libuv lets go of a handle one turn after uv_close, so the handle must outlive us, and with it
  // the callback that may be running.
  struct State {
    uv_check_t handle;
    std::function<void()> onTurn;
  };
  struct CloseThenDelete {
    void operator()(State* state) const;
  };

  std::unique_ptr<State, CloseThenDelete> state_;
};

}  // namespace sfu::net
