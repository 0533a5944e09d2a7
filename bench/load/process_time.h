// How much CPU time a process has used.
#pragma once
#include <cstdint>
#include <optional>

namespace sfu::load {

/// Nanoseconds on a CPU, kernel work on behalf of the process included, of all
/// threads; from /proc/PID/task/*/schedstat, which is exact, where stat counts
/// ticks. Nothing if the process is gone.
std::optional<int64_t> processNanos(int64_t pid);

}  // namespace sfu::load
