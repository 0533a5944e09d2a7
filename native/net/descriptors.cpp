#include "net/descriptors.h"

#include <sys/resource.h>

namespace sfu::net {

bool isSpareDescriptor(int descriptor) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
  return static_cast<rlim_t>(descriptor) + kSpareDescriptors >= limit.rlim_cur;
}

}  // namespace sfu::net
