// RTP parameters as they stand in a message → as the router takes them.
#pragma once
#include "base/result.h"
#include "channel/value.h"
#include "router/parameters.h"
#include "router/router.h"

namespace sfu::worker {

/// `ReceiverParams` of src/worker/messages.ts.
Result<router::ReceiverParameters> parseReceiverParameters(const channel::Value& rtp);
/// `SenderParams` of src/worker/messages.ts.
Result<router::SenderParameters> parseSenderParameters(const channel::Value& rtp);
/// `Layers` of src/worker/messages.ts; what is absent is not limited.
Result<streams::LayerLimits> parseLayers(const channel::Value& layers);

}  // namespace sfu::worker
