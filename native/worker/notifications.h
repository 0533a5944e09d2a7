// What a room has to tell, in the words of src/worker/messages.ts.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "base/address.h"
#include "channel/value.h"
#include "dtls/dtls_session.h"
#include "ice/ice_agent.h"
#include "router/router.h"

namespace sfu::worker {

/// Name and data of the notification for an event.
std::pair<std::string_view, channel::Value> describe(const router::RouterEvent& event,
                                                     const std::string& routerId);

std::string_view nameOf(ice::State state);
std::string_view nameOf(dtls::State state);
/// What passes of a sender's layers.
channel::Value describeLayers(const router::PassingLayers& layers);
/// `IceSelectedTuple` of src/parameters/transport.ts.
channel::Value describeTuple(const Route& route);

}  // namespace sfu::worker
