// The worker process: arguments, Worker, run.
#include <cstdio>
#include <span>

#include "worker/options.h"
#include "worker/worker.h"

int main(int count, char** arguments) {
  const std::span<char*> all(arguments, static_cast<size_t>(count));
  auto options = sfu::worker::Options::parse({all.data() + 1, all.size() - 1});
  if (!options) return sfu::worker::Worker::refuse(options.failure());
  return sfu::worker::Worker(std::move(*options)).run();
}
