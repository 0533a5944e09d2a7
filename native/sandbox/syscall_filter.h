// The seccomp filter: which system calls the kernel still carries out for us.
#pragma once
#include <string>
#include <vector>

namespace sfu::sandbox {

/// Puts the filter in force for all threads, for good. Returns why it cannot be, or nothing.
///
/// What a worker needs is on a list (sandbox/system_calls.h). What it does not need fails with
/// EPERM (clone3 with ENOSYS, upon which a C library takes clone): a library may try such a call
/// and do without, after an update of the system for instance, and no room should end for that. The
/// few calls that only make sense to an intruder, exec and ptrace among them, end the process.
///
/// In a build with sanitizers only those few are refused, and exec and ptrace are not.
std::string installSyscallFilter();

}  // namespace sfu::sandbox
