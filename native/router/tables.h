// What is in a room, and who belongs to whom. All relations are slot numbers.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "router/room_transport.h"
#include "router/rtp_receiver.h"
#include "router/rtp_sender.h"
#include "router/slot_table.h"
#include "streams/audio_levels.h"

namespace sfu::router {

/// A receiver and the senders that are fed by it.
struct Track {
  explicit Track(RtpReceiver receiver_) : receiver(std::move(receiver_)) {}

  RtpReceiver receiver;
  std::vector<uint32_t> senders;
};

/// The Roster fills and empties it; the packet path and rtcp_exchange look up in it.
struct Tables {
  SlotTable<RoomTransport> transports;
  SlotTable<Track> tracks;
  SlotTable<RtpSender> senders;
  streams::AudioLevels audioLevels;  // by the slot of the track
};

}  // namespace sfu::router
