// The walls around a worker that serves: what a stranger's packet could at most make it do.
#pragma once
#include <string>

#include "base/result.h"
#include "sandbox/privileges.h"

namespace sfu::sandbox {

/// At the very start, before anything secret is read. Keeps the descriptors below `descriptors`.
void enterStart(int descriptors);

/// Once all files are read and before the first packet: becomes `identity`, gives up every
/// capability and lets the kernel refuse what a worker never asks for (sandbox/syscall_filter.h).
/// There is no way back. Fails if it cannot become `identity`; what the system does not offer is
/// left out, and the value says what.
Result<std::string> enter(const Identity& identity);

}  // namespace sfu::sandbox
