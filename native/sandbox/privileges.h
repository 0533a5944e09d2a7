// What a worker gives up of the rights that it was started with.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace sfu::sandbox {

/// The user and the group to run as; what is absent stays as it is.
struct Identity {
  std::optional<uint32_t> uid;
  std::optional<uint32_t> gid;
};

/// A worker ends when Node's end of the pipe closes, but not while it is stopped or spins. So this
/// asks the kernel to kill it with its parent, which means the thread that started it: with a
/// Server in a worker thread of Node, that thread. A parent that is gone already sends nothing any
/// more, but then the pipe is closed. Linux only; a change of the user calls it off.
void dieWithParent();

/// No core file and, on Linux, no debugger of the same user: both would show keys. A change of the
/// user calls the second half off.
void forbidDumps();

/// Closes every descriptor from `first` on. The application's own may have come along, if they
/// were opened without O_CLOEXEC.
void closeDescriptorsFrom(int first);

/// Becomes that user and leaves all supplementary groups. Needs the right to do so.
Status become(const Identity& identity);

/// No program that is started from here ever gains a right, and there is no capability left to
/// use. Says what could not be done.
std::vector<std::string> dropCapabilities();

}  // namespace sfu::sandbox
