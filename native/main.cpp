// The worker process: arguments, Worker, run.
#ifdef __linux__
#include <csignal>

#include <sys/prctl.h>
#endif

#include <cstdio>
#include <span>

#include "worker/options.h"
#include "worker/worker.h"

namespace {

// A worker ends when Node's end of the pipe closes, but not while it is stopped or spins. So we ask
// the kernel to kill us with our parent, which means the thread that started us: with a Server in a
// worker thread of Node, that thread. A parent that is gone already sends nothing any more, but
// then the pipe is closed and run() returns at once.
void dieWithParent() {
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

}  // namespace

int main(int count, char** arguments) {
  dieWithParent();
  const std::span<char*> all(arguments, static_cast<size_t>(count));
  auto options = sfu::worker::Options::parse({all.data() + 1, all.size() - 1});
  if (!options) return sfu::worker::Worker::refuse(options.failure());
  return sfu::worker::Worker(std::move(*options)).run();
}
