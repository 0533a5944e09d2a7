#include "sandbox/syscall_filter.h"

#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>

#include "sandbox/sanitizers.h"
#include "sandbox/system_calls.h"
#endif

namespace sfu::sandbox {

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

namespace {

#ifdef __x86_64__
constexpr uint32_t kArchitecture = AUDIT_ARCH_X86_64;
constexpr uint32_t kX32Bit = 0x40000000;  // of the calls of another ABI under the same name
#else
constexpr uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

constexpr uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;
constexpr uint32_t kUnknown = SECCOMP_RET_ERRNO | ENOSYS;
constexpr uint32_t kOtherwise = kIsSanitized ? uint32_t{SECCOMP_RET_ALLOW} : kRefuse;

/// Writes the program (man 2 seccomp). Each block falls through to the next one.
class Program {
 public:
  void load(size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset)); }
  /// `verdict` if the loaded value is `value`.
  void returnIf(uint32_t value, uint32_t verdict) {
    add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    finish(verdict);
  }
  void returnIfAny(uint32_t bits, uint32_t verdict) {
    add(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
    finish(verdict);
  }
  void returnUnless(uint32_t value, uint32_t verdict) {
    add(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
    finish(verdict);
  }
  /// What `block` adds is skipped unless the loaded value is `value`; it must end in a verdict.
  template <class Block>
  void when(uint32_t value, Block block) {
    const size_t jump = code_.size();
    add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 0);
    block();
    code_[jump].jf = static_cast<uint8_t>(code_.size() - jump - 1);
  }
  void finish(uint32_t verdict) { add(BPF_RET | BPF_K, verdict); }

  sock_fprog asArgument() { return {static_cast<unsigned short>(code_.size()), code_.data()}; }

 private:
  void add(int code, uint32_t operand, uint8_t ifTrue = 0, uint8_t ifFalse = 0) {
    code_.push_back({static_cast<uint16_t>(code), ifTrue, ifFalse, operand});
  }

  std::vector<sock_filter> code_;
};

/// The lower half of an argument. All that we look at are ints or small flags (both architectures
/// are little-endian).
size_t argumentAt(unsigned index) {
  return offsetof(seccomp_data, args) + index * sizeof(uint64_t);
}

void addArgumentRules(Program& program) {
  for (const ValueRule& rule : kByValue) {
    program.when(static_cast<uint32_t>(rule.call), [&] {
      program.load(argumentAt(rule.argument));
      for (const uint32_t value : rule.values) program.returnIf(value, SECCOMP_RET_ALLOW);
      program.finish(kOtherwise);
    });
  }
  for (const BitRule& rule : kByBits) {
    program.when(static_cast<uint32_t>(rule.call), [&] {
      program.load(argumentAt(rule.argument));
      program.returnIfAny(rule.forbidden, kOtherwise);
      program.finish(SECCOMP_RET_ALLOW);
    });
  }
  // abort() sends a signal to its own process; to no other one.
  program.when(SYS_tgkill, [&] {
    program.load(argumentAt(0));
    program.returnIf(static_cast<uint32_t>(::getpid()), SECCOMP_RET_ALLOW);
    program.finish(kOtherwise);
  });
}

Program makeProgram() {
  Program program;
  program.load(offsetof(seccomp_data, arch));
  program.returnUnless(kArchitecture, SECCOMP_RET_KILL_PROCESS);
  program.load(offsetof(seccomp_data, nr));
#ifdef __x86_64__
  program.returnIfAny(kX32Bit, SECCOMP_RET_KILL_PROCESS);
#endif
  for (const long call : kAllowed) program.returnIf(static_cast<uint32_t>(call), SECCOMP_RET_ALLOW);
  addArgumentRules(program);
  const auto end = [&](std::span<const long> calls) {
    for (const long call : calls) {
      program.returnIf(static_cast<uint32_t>(call), SECCOMP_RET_KILL_PROCESS);
    }
  };
  end(kFatal);
  if (!kIsSanitized) {
    end(kFatalInRelease);
#ifdef SYS_clone3
    program.returnIf(SYS_clone3, kUnknown);
#endif
  }
  program.finish(kOtherwise);
  return program;
}

}  // namespace

std::string installSyscallFilter() {
  Program program = makeProgram();
  const sock_fprog code = program.asArgument();
  // Kernels up to 5.15 slow a filtered process down, lest foreign code in it guess at secrets of
  // its other half by speculation. There is no foreign code in ours.
  const unsigned flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &code) == 0) return {};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &code) == 0) return {};
  return std::strerror(errno);
}

#else

std::string installSyscallFilter() {
  return "there is no filter for this system";
}

#endif

}  // namespace sfu::sandbox
