// The signals of a worker process.
#pragma once
#include <uv.h>

#include <array>
#include <functional>
#include <memory>

namespace sfu::net {

/// Makes the process deaf to SIGPIPE, so that a write to a closed pipe is an error and not an
/// end, and to SIGHUP: not the terminal but the parent decides when a worker ends.
void ignorePipeAndHangup();

/// Calls back with SIGTERM or SIGINT, each time it comes, instead of dying of it.
class Signals {
 public:
  Signals(uv_loop_t& loop, std::function<void(int signal)> onSignal);

 private:
  struct State {
    uv_signal_t handle;
    std::function<void(int)> onSignal;
  };
  struct CloseThenDelete {
    void operator()(State* state) const;
  };

  std::array<std::unique_ptr<State, CloseThenDelete>, 2> states_;
};

}  // namespace sfu::net
