// The methods of src/worker/messages.ts, noun by noun.
#pragma once
#include "channel/request_table.h"

namespace sfu::worker {

class Worker;

/// worker.* and router.*
void addWorkerRequests(Worker& worker, channel::RequestTable& table);
void addTransportRequests(Worker& worker, channel::RequestTable& table);
void addReceiverRequests(Worker& worker, channel::RequestTable& table);
void addSenderRequests(Worker& worker, channel::RequestTable& table);

}  // namespace sfu::worker
