// A stream over a file descriptor that the parent process gave us.
#pragma once
#include <uv.h>

#include <functional>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace sfu::net {

/// Both directions of a UNIX stream socket, as Node's child_process opens it.
///
/// Writes are queued without a bound: ask queued() before writing what may be
/// left out. Either callback may destroy the pipe. SIGPIPE has to be ignored
/// (net/signals.h). Destruction drops what is still queued; close() does not.
class Pipe {
 public:
  using OnData = std::function<void(Bytes bytes)>;
  using OnClosed = std::function<void()>;

  /// Takes the descriptor over. `onClosed` is called once: when the other side has closed or
  /// failed, or after close().
  static Result<std::unique_ptr<Pipe>> open(uv_loop_t& loop, int descriptor, OnData onData,
                                            OnClosed onClosed);

  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe();

  /// Does nothing after close() or the end of the other side.
  void write(std::vector<uint8_t> bytes);
  /// How many bytes wait for the other side to read.
  size_t queued() const;
  /// Sends what is queued, then ends; nothing is read any more.
  void close();

 private:
  struct State;

  explicit Pipe(State* state) : state_(state) {}

  State* state_;  // deleted when libuv lets go of its handle
};

}  // namespace sfu::net
