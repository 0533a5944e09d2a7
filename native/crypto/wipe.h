// Secrets do not outlive their use.
#pragma once
#include "base/bytes.h"

namespace sfu::crypto {

/// Overwrites `secret` in a way that the compiler does not optimize away.
void wipe(MutableBytes secret);

}  // namespace sfu::crypto
