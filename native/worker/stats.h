// What a worker counts of one transport, for getStats().
#pragma once
#include "base/time.h"
#include "channel/value.h"
#include "router/router.h"

namespace sfu::worker {

/// `TransportCounters` of src/parameters/stats.ts: the transport, every encoding that it
/// receives and every SSRC that it sends. With our certificate if that is wanted.
channel::Value statsOf(const router::Tables& tables, uint32_t transport, bool withCertificate,
                       Time now);

}  // namespace sfu::worker
