#include "net/loop.h"

#include "base/assert.h"

namespace sfu::net {

Loop::Loop() {
  SFU_ASSERT(uv_loop_init(&loop_) == 0);
}

Loop::~Loop() {
  // libuv lets go of closed handles in the next turn; a close callback may close another one.
  constexpr int kMaxTurns = 8;
  for (int turn = 0; turn < kMaxTurns && uv_loop_alive(&loop_); ++turn) {
    uv_run(&loop_, UV_RUN_NOWAIT);
  }
  SFU_ASSERT(uv_loop_close(&loop_) == 0);
}

void Loop::run() {
  uv_run(&loop_, UV_RUN_DEFAULT);
}

bool Loop::runOnce() {
  return uv_run(&loop_, UV_RUN_ONCE) != 0;
}

void Loop::stop() {
  uv_stop(&loop_);
}

}  // namespace sfu::net
