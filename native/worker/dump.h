// The inside of a room as values, for debugging and for tests.
#pragma once
#include "base/time.h"
#include "channel/value.h"
#include "router/router.h"

namespace sfu::worker {

class Worker;

/// With its sockets and its rooms. Needs a worker that has started.
channel::Value dumpWorker(Worker& worker);
channel::Value dumpOf(const router::Router& router, Time now);
channel::Value dumpTransport(const router::Tables& tables, uint32_t slot);
channel::Value dumpReceiver(const router::Tables& tables, uint32_t slot, Time now);
channel::Value dumpSender(const router::Tables& tables, uint32_t slot, Time now);

}  // namespace sfu::worker
