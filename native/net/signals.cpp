#include "net/signals.h"

#include <signal.h>

#include "base/assert.h"

namespace sfu::net {

void ignorePipeAndHangup() {
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
}

void Signals::CloseThenDelete::operator()(State* state) const {
  uv_close(reinterpret_cast<uv_handle_t*>(&state->handle),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
}

Signals::Signals(uv_loop_t& loop, std::function<void(int)> onSignal) {
  constexpr std::array kSignals = {SIGTERM, SIGINT};
  for (size_t i = 0; i < kSignals.size(); ++i) {
    auto* state = new State{{}, onSignal};
    SFU_ASSERT(uv_signal_init(&loop, &state->handle) == 0);
    state->handle.data = state;
    states_[i].reset(state);
    const auto deliver = [](uv_signal_t* handle, int signal) {
      static_cast<State*>(handle->data)->onSignal(signal);
    };
    SFU_ASSERT(uv_signal_start(&state->handle, deliver, kSignals[i]) == 0);
    // Waiting for a signal is no reason to keep the loop running.
    uv_unref(reinterpret_cast<uv_handle_t*>(&state->handle));
  }
}

}  // namespace sfu::net
