#include "sandbox/privileges.h"

#include <grp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#ifdef __linux__
#include <csignal>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include "sandbox/sanitizers.h"

namespace sfu::sandbox {

namespace {

Failure cannotBecome(const char* what, uint32_t id) {
  return Failure::invalidParameters("cannot become " + std::string(what) + " " +
                                    std::to_string(id) + ": " + std::strerror(errno));
}

}  // namespace

void dieWithParent() {
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

void forbidDumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
  // LeakSanitizer is a debugger of its own process.
  if (!kIsSanitized) ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

void closeDescriptorsFrom(int first) {
#if defined(__linux__) && defined(SYS_close_range)
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, 0U) == 0) return;
#endif
  rlimit limit{};
  constexpr int kMost = 65536;  // more than a kernel without close_range has ever given to Node
  const bool isKnown = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < kMost;
  const int end = isKnown ? static_cast<int>(limit.rlim_cur) : kMost;
  for (int descriptor = first; descriptor < end; ++descriptor) ::close(descriptor);
}

Status become(const Identity& identity) {
  if (!identity.uid && !identity.gid) return Unit{};
  // The group first: without root's user id it could not be changed any more.
  const uint32_t gid = identity.gid.value_or(getgid());
  const uint32_t uid = identity.uid.value_or(getuid());
  const bool isOther = gid != getgid() || gid != getegid() || uid != getuid() || uid != geteuid();
  if (!isOther) return Unit{};
  if (setgroups(0, nullptr) != 0 || setgid(gid) != 0) return cannotBecome("group", gid);
  if (setuid(uid) != 0) return cannotBecome("user", uid);
  dieWithParent();
  forbidDumps();
  return Unit{};
}

std::vector<std::string> dropCapabilities() {
  std::vector<std::string> undone;
#ifdef __linux__
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) undone.emplace_back("no_new_privs");
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  // Who may not shrink the bounding set has no capability to gain from it: no_new_privs is on.
  for (unsigned long capability = 0; ::prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
    ::prctl(PR_CAPBSET_DROP, capability);
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capset, &header, none) != 0) undone.emplace_back("capabilities");
#endif
  return undone;
}

}  // namespace sfu::sandbox
