// The worker process: arguments, Worker, run.
#include <span>

#include "sandbox/sandbox.h"
#include "worker/options.h"
#include "worker/worker.h"

namespace {

// Standard input, output, error, and the pipe to Node.
constexpr int kDescriptors = 4;

}  // namespace

int main(int count, char** arguments) {
  sfu::sandbox::enterStart(kDescriptors);
  const std::span<char*> all(arguments, static_cast<size_t>(count));
  auto options = sfu::worker::Options::parse({all.data() + 1, all.size() - 1});
  if (!options) return sfu::worker::Worker::refuse(options.failure());
  return sfu::worker::Worker(std::move(*options)).run();
}
