// Each case tries something in a child process, since there is no way back out of the sandbox.
#ifdef __linux__
#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>

#include "sandbox/sanitizers.h"
#include "sandbox/syscall_filter.h"
#include "test/kit/check.h"

using namespace sfu;

namespace {

constexpr int kKilled = 1000;

/// Runs `attempt` in a child; its exit code, or kKilled plus the signal that ended it. The child
/// allocates nothing on its way out.
int inChild(const std::function<int()>& attempt) {
  const pid_t child = fork();
  if (child == 0) _exit(attempt());
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kKilled + WTERMSIG(status);
}

/// The same within the sandbox: what `attempt` returns, or 255 if there is no sandbox.
int inSandbox(const std::function<int()>& attempt) {
  return inChild([&] {
    auto missing = sandbox::enter({});
    return missing && missing->empty() ? attempt() : 255;
  });
}

/// 0 for success, else why the system call failed.
int outcome(long result) {
  return result >= 0 ? 0 : errno;
}

std::string statusLine(const char* name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) return line.substr(line.find('\t') + 1);
  }
  return {};
}

TEST_CASE("Within the sandbox sockets, memory and the clock are as before") {
  const int code = inSandbox([] {
    const int udp = socket(AF_INET, SOCK_DGRAM, 0);
    const int tcp = socket(AF_INET6, SOCK_STREAM, 0);
    uint8_t dice[8];
    timespec now{};
    auto* memory = static_cast<char*>(malloc(64 << 20));
    if (memory) memory[5 << 20] = 1;
    const bool fine = udp >= 0 && tcp >= 0 && memory && getentropy(dice, sizeof dice) == 0 &&
                      clock_gettime(CLOCK_MONOTONIC, &now) == 0 &&
                      fcntl(udp, F_SETFL, O_NONBLOCK) == 0 && close(tcp) == 0;
    free(memory);
    return fine ? 0 : 1;
  });
  CHECK(code == 0);
}

TEST_CASE("Within the sandbox abort() ends the process without a core file") {
  int status = 0;
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGABRT, SIG_DFL);
    sandbox::enterStart(3);
    if (!sandbox::enter({})) _exit(1);
    abort();
  }
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
  CHECK_FALSE(WCOREDUMP(status));
}

TEST_CASE("At the start descriptors that came along are closed") {
  const int stray = open("/dev/null", O_RDONLY);
  const int code = inChild([&] {
    sandbox::enterStart(3);
    return fcntl(stray, F_GETFD) == -1 && fcntl(2, F_GETFD) != -1 ? 0 : 1;
  });
  close(stray);
  CHECK(code == 0);
}

TEST_CASE("There are no capabilities left, and none to be had") {
  const int code = inChild([] {
    if (!sandbox::dropCapabilities().empty()) return 1;
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"}) {
      if (statusLine(set).find_first_not_of('0') != std::string::npos) return 2;
    }
    return statusLine("NoNewPrivs") == "1" ? 0 : 3;
  });
  CHECK(code == 0);
}

TEST_CASE("Root becomes the user and the group that it is told to") {
  if (geteuid() != 0) return;
  const int code = inChild([] {
    if (!sandbox::become({.uid = 65534, .gid = 65533})) return 1;
    if (getuid() != 65534 || geteuid() != 65534 || getgid() != 65533) return 2;
    return getgroups(0, nullptr) == 0 && setuid(0) != 0 ? 0 : 3;
  });
  CHECK(code == 0);
}

TEST_CASE("Who is not root is told that it cannot become somebody else") {
  const int code = inChild([] {
    if (geteuid() == 0 && !sandbox::become({.uid = 65534, .gid = 65534})) return 1;
    const auto status = sandbox::become({.uid = 1, .gid = {}});
    return !status && status.failure().message.starts_with("cannot become") ? 0 : 2;
  });
  CHECK(code == 0);
}

// What follows is not refused where a sanitizer needs it.

TEST_CASE("Within the sandbox no file is opened") {
  if (sandbox::kIsSanitized) return;
  CHECK(inSandbox([] { return outcome(open("/etc/passwd", O_RDONLY)); }) == EPERM);
  CHECK(inSandbox([] { return outcome(open("/tmp", O_TMPFILE | O_WRONLY, 0600)); }) == EPERM);
  CHECK(inSandbox([] { return outcome(access("/etc/passwd", R_OK)); }) == EPERM);
  CHECK(inSandbox([] { return outcome(unlink("/tmp/crosspoint-not-there")); }) == EPERM);
}

TEST_CASE("Within the sandbox no program is started, and no process") {
  if (sandbox::kIsSanitized) return;
  char name[] = "/bin/true";
  char* arguments[] = {name, nullptr};
  CHECK(inSandbox([&] { return execv(name, arguments), 0; }) == kKilled + SIGSYS);
  CHECK(inSandbox([] { return outcome(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }) == EPERM);
}

TEST_CASE("Within the sandbox no other process is touched") {
  if (sandbox::kIsSanitized) return;
  const pid_t parent = getpid();
  CHECK(inSandbox([&] { return ptrace(PTRACE_ATTACH, parent, 0, 0), 0; }) == kKilled + SIGSYS);
  CHECK(inSandbox([&] { return outcome(kill(parent, 0)); }) == EPERM);
  CHECK(inSandbox([&] { return outcome(syscall(SYS_tgkill, parent, parent, 0)); }) == EPERM);
}

TEST_CASE("Within the sandbox there are only sockets of the internet, and none is connected") {
  if (sandbox::kIsSanitized) return;
  CHECK(inSandbox([] { return outcome(socket(AF_UNIX, SOCK_STREAM, 0)); }) == EPERM);
  CHECK(inSandbox([] { return outcome(socket(AF_NETLINK, SOCK_RAW, 0)); }) == EPERM);
  CHECK(inSandbox([] { return outcome(socket(AF_PACKET, SOCK_RAW, 0)); }) == EPERM);
  CHECK(inSandbox([] {
          const sockaddr anywhere{};
          return outcome(connect(socket(AF_INET, SOCK_STREAM, 0), &anywhere, sizeof anywhere));
        }) == EPERM);
}

TEST_CASE("Within the sandbox no memory becomes code") {
  if (sandbox::kIsSanitized) return;
  const auto map = [](int protection) {
    return mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  };
  CHECK(inSandbox([&] { return map(PROT_READ | PROT_EXEC) == MAP_FAILED ? errno : 0; }) == EPERM);
  CHECK(inSandbox([&] {
          return outcome(mprotect(map(PROT_READ | PROT_WRITE), 4096, PROT_READ | PROT_EXEC));
        }) == EPERM);
}

TEST_CASE("Within the sandbox the calls of an intruder end the process") {
  for (const long call : {SYS_mount, SYS_unshare, SYS_setns, SYS_bpf, SYS_process_vm_writev}) {
    CHECK(inSandbox([&] { return syscall(call, 0, 0, 0, 0, 0), 0; }) == kKilled + SIGSYS);
  }
}

#ifdef __x86_64__
TEST_CASE("Within the sandbox the calls of other ABIs end the process") {
  constexpr long kX32 = 0x40000000;
  CHECK(inSandbox([] { return syscall(kX32 | SYS_getpid), 0; }) == kKilled + SIGSYS);
  CHECK(inSandbox([] {
          long result = 20;  // getpid of i386
          asm volatile("int $0x80" : "+a"(result) : : "memory");
          return 0;
        }) == kKilled + SIGSYS);
}
#endif

}  // namespace
#endif
