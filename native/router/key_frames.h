// Requests for key frames, on their way from a viewer to the publisher.
#pragma once
#include <cstdint>

#include "router/tables.h"
#include "router/turn.h"

namespace sfu::router {

// The receiver notes the request; it leaves when the publisher's transport is settled at the end
// of the turn, merged with those of others (streams/key_frame_requester).

/// From all encodings of a track.
void askForKeyFrame(Tables& tables, uint32_t track, const Turn& turn);
/// From the encoding that a viewer gets, else from the one that it waits for.
void askForKeyFrame(Tables& tables, const RtpSender& sender, const Turn& turn);
/// From the encoding that a viewer is about to go over to, if it is.
void passKeyFrameWish(Tables& tables, RtpSender& sender, const Turn& turn);

}  // namespace sfu::router
