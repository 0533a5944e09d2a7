// RTP parameters as they stand in a message → as the router takes them.
#pragma once
#include "base/result.h"
#include "channel/value.h"
#include "router/parameters.h"

namespace sfu::worker {

/// `ReceiverParams` of src/worker/messages.ts.
Result<router::ReceiverParameters> parseReceiverParameters(const channel::Value& rtp);
/// `SenderParams` of src/worker/messages.ts.
Result<router::SenderParameters> parseSenderParameters(const channel::Value& rtp);

}  // namespace sfu::worker
