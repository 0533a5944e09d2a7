// The event loop of a worker.
#pragma once
#include <uv.h>

namespace sfu::net {

/// One libuv loop. Everything that lives on it must be destroyed before it is;
/// a handle that is left is a mistake of ours and ends the process.
class Loop {
 public:
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  uv_loop_t& uv() { return loop_; }

  /// Until stop(), or until nothing is left to wait for.
  void run();
  /// One turn: waits until something happens and handles it. False if there is nothing to wait for.
  bool runOnce();
  /// Makes run() return after this turn.
  void stop();

 private:
  uv_loop_t loop_;
};

}  // namespace sfu::net
