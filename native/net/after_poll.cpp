#include "net/after_poll.h"

#include <utility>

#include "base/assert.h"

namespace sfu::net {

AfterPoll::AfterPoll(uv_loop_t& loop, std::function<void()> onTurn)
    : state_(new State{{}, std::move(onTurn)}) {
  SFU_ASSERT(uv_check_init(&loop, &state_->handle) == 0);
  state_->handle.data = state_.get();
  uv_check_start(&state_->handle,
                 [](uv_check_t* handle) { static_cast<State*>(handle->data)->onTurn(); });
  uv_unref(reinterpret_cast<uv_handle_t*>(&state_->handle));
}

void AfterPoll::CloseThenDelete::operator()(State* state) const {
  uv_close(reinterpret_cast<uv_handle_t*>(&state->handle),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
}

}  // namespace sfu::net
