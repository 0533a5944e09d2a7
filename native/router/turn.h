// One turn of the loop, as a value that goes down through a room.
#pragma once
#include <cstdint>

#include "base/time.h"
#include "router/slot_list.h"
#include "transport/egress_batch.h"

namespace sfu::router {

/// What is left to do in a room before its turn ends.
struct Agenda {
  SlotList tracks;      // with packets to forward
  SlotList transports;  // that may have something to say
};

/// All that was ready at one moment is one turn: it has one time, and everything that it causes
/// leaves together. Made by Router::turn() for each call; it lives no longer.
struct Turn {
  Time now;
  transport::EgressBatch& batch;
  Agenda& agenda;

  /// The transport is settled before the turn ends: its datagrams leave, its events are told.
  void touch(uint32_t transport) const { agenda.transports.add(transport); }
};

}  // namespace sfu::router
