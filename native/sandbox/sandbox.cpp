#include "sandbox/sandbox.h"

#include <cstdlib>

#include "sandbox/syscall_filter.h"

namespace sfu::sandbox {

void enterStart(int descriptors) {
  dieWithParent();
  forbidDumps();
  closeDescriptorsFrom(descriptors);
  // A ring passes by every filter of system calls; newer libuv would open one.
  ::setenv("UV_USE_IO_URING", "0", 1);
}

Result<std::string> enter(const Identity& identity) {
  if (auto status = become(identity); !status) return status.failure();
  std::string missing;
  const auto add = [&](const std::string& what) {
    missing += (missing.empty() ? "" : ", ") + what;
  };
  for (const std::string& what : dropCapabilities()) add(what);
  if (const std::string why = installSyscallFilter(); !why.empty()) add("seccomp (" + why + ")");
  return missing;
}

}  // namespace sfu::sandbox
