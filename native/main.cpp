// The worker process: arguments, Worker, run.
#include <cstdlib>  // tells whose C library it is
#include <span>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "sandbox/sandbox.h"
#include "worker/options.h"
#include "worker/worker.h"

namespace {

// Standard input, output, error, and the pipe to Node.
constexpr int kDescriptors = 4;

// By itself the C library maps fewer and fewer of our blocks on their own as they come and go, and
// what it does not map it hardly ever gives back.
void returnMemory() {
#ifdef __GLIBC__
  constexpr int kLarge = 64 * 1024;
  ::mallopt(M_MMAP_THRESHOLD, kLarge);
#endif
}

}  // namespace

int main(int count, char** arguments) {
  returnMemory();
  sfu::sandbox::enterStart(kDescriptors);
  const std::span<char*> all(arguments, static_cast<size_t>(count));
  auto options = sfu::worker::Options::parse({all.data() + 1, all.size() - 1});
  if (!options) return sfu::worker::Worker::refuse(options.failure());
  return sfu::worker::Worker(std::move(*options)).run();
}
