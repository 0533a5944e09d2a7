#include "net/timer.h"

#include <algorithm>
#include <chrono>

#include "base/assert.h"

namespace sfu::net {

namespace {

using namespace std::chrono_literals;

// Far enough to be no deadline, near enough to be added to any time.
constexpr Duration kMaxDelay = 24h * 365;

}  // namespace

void Timer::CloseThenDelete::operator()(State* state) const {
  uv_close(reinterpret_cast<uv_handle_t*>(&state->handle),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
}

Timer::Timer(uv_loop_t& loop, std::function<void()> onFire)
    : state_(new State{{}, std::move(onFire)}) {
  SFU_ASSERT(uv_timer_init(&loop, &state_->handle) == 0);
  state_->handle.data = state_.get();
}

void Timer::arm(Duration delay) {
  uint64_t delayMs = 0;
  if (delay > Duration::zero()) {
    // libuv counts whole milliseconds of a time that it reads once a turn; both are made up for
    // here, or a timer would fire early and find nothing due.
    const auto wait =
        static_cast<uint64_t>(std::chrono::nanoseconds(std::min(delay, kMaxDelay)).count());
    const uint64_t dueMs = (uv_hrtime() + wait + 999'999) / 1'000'000;
    const uint64_t loopMs = uv_now(state_->handle.loop);
    delayMs = dueMs > loopMs ? dueMs - loopMs : 0;
  }
  uv_timer_start(
      &state_->handle, [](uv_timer_t* handle) { static_cast<State*>(handle->data)->onFire(); },
      delayMs, 0);
}

void Timer::disarm() {
  uv_timer_stop(&state_->handle);
}

bool Timer::isArmed() const {
  return uv_is_active(reinterpret_cast<const uv_handle_t*>(&state_->handle)) != 0;
}

}  // namespace sfu::net
