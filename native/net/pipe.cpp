#include "net/pipe.h"

#include <utility>

#include "base/assert.h"

namespace sfu::net {

/// Outlives the Pipe until libuv has let go of the handle, and the handle until
/// the Pipe is gone: whichever comes last deletes it.
struct Pipe::State {
  uv_pipe_t handle;
  uv_shutdown_t shutdown;
  OnData onData;
  OnClosed onClosed;
  bool owned = true;     // there is a Pipe
  bool closing = false;  // nothing is read or taken any more
  bool ended = false;    // uv_close was called
  bool closed = false;   // libuv has let go
  char room[64 * 1024];

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&handle); }
  template <class Handle>
  static State& of(const Handle* handle) {
    return *static_cast<State*>(handle->data);
  }

  void beginReading();
  void handleRead(ssize_t size);
  void end();
  static void handleClosed(uv_handle_t* handle);
};

namespace {

struct Write {
  uv_write_t request;
  std::vector<uint8_t> bytes;
};

}  // namespace

void Pipe::State::beginReading() {
  const auto giveRoom = [](uv_handle_t* reader, size_t, uv_buf_t* buffer) {
    *buffer = uv_buf_init(of(reader).room, sizeof State::room);
  };
  const auto read = [](uv_stream_t* reader, ssize_t size, const uv_buf_t*) {
    of(reader).handleRead(size);
  };
  if (uv_read_start(stream(), giveRoom, read) != 0) end();
}

void Pipe::State::handleRead(ssize_t size) {
  if (size < 0) return end();
  if (size == 0 || !owned || closing) return;
  onData({reinterpret_cast<const uint8_t*>(room), static_cast<size_t>(size)});
}

void Pipe::State::end() {
  closing = true;
  if (std::exchange(ended, true)) return;
  uv_close(reinterpret_cast<uv_handle_t*>(&handle), handleClosed);
}

void Pipe::State::handleClosed(uv_handle_t* handle) {
  State& state = of(handle);
  if (state.owned) state.onClosed();
  // Only now: until here the callback may have destroyed the Pipe without deleting itself.
  state.closed = true;
  if (!state.owned) delete &state;
}

Result<std::unique_ptr<Pipe>> Pipe::open(uv_loop_t& loop, int descriptor, OnData onData,
                                         OnClosed onClosed) {
  auto* state = new State{};
  state->onData = std::move(onData);
  state->onClosed = std::move(onClosed);
  SFU_ASSERT(uv_pipe_init(&loop, &state->handle, 0) == 0);
  state->handle.data = state;
  std::unique_ptr<Pipe> pipe(new Pipe(state));

  const int error = uv_pipe_open(&state->handle, descriptor);
  if (error != 0) {
    return Failure::invalidParameters("file descriptor " + std::to_string(descriptor) +
                                      " is no pipe: " + uv_strerror(error));
  }
  state->beginReading();
  return pipe;
}

Pipe::~Pipe() {
  state_->owned = false;
  if (state_->closed) {
    delete state_;
  } else {
    state_->end();
  }
}

void Pipe::write(std::vector<uint8_t> bytes) {
  if (state_->closing || bytes.empty()) return;
  auto* write = new Write{{}, std::move(bytes)};
  write->request.data = write;
  const uv_buf_t buffer = uv_buf_init(reinterpret_cast<char*>(write->bytes.data()),
                                      static_cast<unsigned>(write->bytes.size()));
  const auto done = [](uv_write_t* request, int status) {
    const std::unique_ptr<Write> sent(static_cast<Write*>(request->data));
    if (status < 0) State::of(request->handle).end();
  };
  if (uv_write(&write->request, state_->stream(), &buffer, 1, done) != 0) {
    delete write;
    state_->end();
  }
}

size_t Pipe::queued() const {
  return state_->ended ? 0 : uv_stream_get_write_queue_size(state_->stream());
}

void Pipe::close() {
  if (std::exchange(state_->closing, true)) return;
  uv_read_stop(state_->stream());
  const auto flushed = [](uv_shutdown_t* request, int) { State::of(request->handle).end(); };
  if (uv_shutdown(&state_->shutdown, state_->stream(), flushed) != 0) state_->end();
}

}  // namespace sfu::net
