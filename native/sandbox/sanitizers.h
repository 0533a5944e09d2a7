// Whether this program was compiled with a sanitizer, which needs more of the kernel than we do.
#pragma once

#ifndef __has_feature
#define __has_feature(name) 0
#endif

namespace sfu::sandbox {

/// The compiler says so, nobody else can: a release build is never one. A sanitizer's runtime
/// reads /proc, starts a program that names its stack frames, and stops its own threads as a
/// debugger does in order to find leaks.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||       \
    __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

}  // namespace sfu::sandbox
