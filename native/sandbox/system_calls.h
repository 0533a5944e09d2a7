// Which system calls a serving worker makes, and which only somebody makes who has taken it over.
#pragma once
#ifdef __linux__
#include <asm/ioctls.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cstdint>

namespace sfu::sandbox {

/// Always let through, the frequent ones first. What is on neither list fails with EPERM.
inline constexpr long kAllowed[] = {
    // One turn of the loop.
    SYS_recvmmsg,
    SYS_sendmmsg,
    SYS_epoll_pwait,
    SYS_clock_gettime,
    SYS_read,
    SYS_write,
    SYS_epoll_ctl,
    SYS_getpid,
    SYS_writev,
    SYS_readv,
    SYS_recvmsg,
    SYS_sendmsg,
    SYS_recvfrom,
    SYS_sendto,
    SYS_getrandom,
    SYS_ppoll,
#ifdef SYS_epoll_wait
    SYS_epoll_wait,
#endif
#ifdef SYS_epoll_pwait2
    SYS_epoll_pwait2,
#endif
#ifdef SYS_poll
    SYS_poll,
#endif
    // Ports and connections that come and go.
    SYS_accept4,
    SYS_bind,
    SYS_listen,
    SYS_shutdown,
    SYS_close,

    SYS_getsockname,
    SYS_getpeername,
    SYS_getsockopt,
    SYS_setsockopt,
    SYS_fstat,
    // Memory; mmap and mprotect have a rule of their own.
    SYS_brk,
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    // Signals, and the end.
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_restart_syscall,
    SYS_exit,
    SYS_exit_group,
    // What libraries ask for in passing.
    SYS_futex,
    SYS_gettid,
    SYS_sched_yield,
    SYS_gettimeofday,
    SYS_clock_getres,
    SYS_nanosleep,
    SYS_clock_nanosleep,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_uname,
    SYS_sysinfo,
#ifdef SYS_time
    SYS_time,
#endif
#ifdef SYS_rseq
    SYS_rseq,
#endif
};

/// End the process at once: neither we nor a library of ours ever asks for one of these.
inline constexpr long kFatal[] = {
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_setns,
    SYS_unshare,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
#ifdef SYS_iopl
    SYS_iopl,
    SYS_ioperm,
#endif
#ifdef SYS_open_tree
    SYS_open_tree,
    SYS_move_mount,
    SYS_fsopen,
    SYS_fsmount,
#endif
#ifdef SYS_pidfd_getfd
    SYS_pidfd_getfd,
#endif
};

/// As above, but for what a sanitizer does.
inline constexpr long kFatalInRelease[] = {SYS_execve, SYS_execveat, SYS_ptrace};

/// Let through if one argument is one of these values.
struct ValueRule {
  long call;
  unsigned argument;
  std::array<uint32_t, 6> values;  // an unused place repeats the first value
};

inline constexpr ValueRule kByValue[] = {
    // No local sockets and no netlink: they lead to other programs and into the kernel.
    {SYS_socket, 0, {AF_INET, AF_INET6, AF_INET, AF_INET, AF_INET, AF_INET}},
    {SYS_fcntl, 1, {F_GETFL, F_SETFL, F_GETFD, F_SETFD, F_DUPFD_CLOEXEC, F_GETFL}},
    // How many descriptors we may have; nobody else's limits.
    {SYS_prlimit64, 0, {0, 0, 0, 0, 0, 0}},
    {SYS_ioctl, 1, {FIONBIO, FIOCLEX, FIONCLEX, FIONREAD, FIONBIO, FIONBIO}},
};

/// Let through unless one argument has one of these bits.
struct BitRule {
  long call;
  unsigned argument;
  uint32_t forbidden;
};

inline constexpr BitRule kByBits[] = {
    // No new code: what runs was there when the filter came.
    {SYS_mmap, 2, PROT_EXEC},
    {SYS_mprotect, 2, PROT_EXEC},
};

}  // namespace sfu::sandbox
#endif
