// Our own mistakes end the worker; a new one is started in its place.
#pragma once
#include <cstdio>
#include <cstdlib>

/// Stays on in release builds: a worker with a broken invariant must not go on.
#define SFU_ASSERT(condition)                                                                \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
