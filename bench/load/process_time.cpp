#include "load/process_time.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace sfu::load {

std::optional<int64_t> processNanos(int64_t pid) {
  std::error_code error;
  const std::filesystem::path tasks = "/proc/" + std::to_string(pid) + "/task";
  int64_t total = 0;
  bool found = false;
  for (const auto& task : std::filesystem::directory_iterator(tasks, error)) {
    std::ifstream file(task.path() / "schedstat");
    int64_t nanos = 0;
    if (!(file >> nanos)) continue;
    total += nanos;
    found = true;
  }
  if (!found) return std::nullopt;
  return total;
}

}  // namespace sfu::load
