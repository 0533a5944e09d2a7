// receiver.*
#include <utility>

#include "worker/dump.h"
#include "worker/request_scope.h"
#include "worker/requests.h"
#include "worker/rtp_parameters.h"

namespace sfu::worker {

using channel::Value;

namespace {

Result<Value> create(const RoomScope& room, const Value& params) {
  auto id = textOf(params, "receiverId");
  if (!id) return id.failure();
  auto parameters = parseReceiverParameters(params["rtp"]);
  if (!parameters) return parameters.failure();
  return done(room.roster.createReceiver(std::move(*id), std::string(params["transportId"].text()),
                                         std::move(*parameters)));
}

Result<Value> update(const RoomScope& room, const Value& params) {
  auto parameters = parseReceiverParameters(params["rtp"]);
  if (!parameters) return parameters.failure();
  return done(room.roster.updateReceiver(std::string(params["receiverId"].text()),
                                         std::move(*parameters), room.turn));
}

Result<Value> close(const RoomScope& room, const Value& params) {
  return done(room.roster.closeReceiver(std::string(params["receiverId"].text()), room.turn));
}

Result<Value> requestKeyFrame(const RoomScope& room, const Value& params) {
  return done(room.roster.requestKeyFrame(std::string(params["receiverId"].text()), room.turn));
}

Result<Value> setRtpEvents(const RoomScope& room, const Value& params) {
  return done(room.roster.setRtpEvents(std::string(params["receiverId"].text()),
                                       params["enabled"].boolean(), room.turn));
}

Result<Value> dump(const RoomScope& room, const Value& params) {
  const std::string id(params["receiverId"].text());
  const auto slot = room.roster.receiverSlot(id);
  if (!slot) return Failure::invalidState("receiver " + id + " does not exist");
  return dumpReceiver(room.router.tables(), *slot, room.turn.now);
}

}  // namespace

void addReceiverRequests(Worker& worker, channel::RequestTable& table) {
  addMethods(worker, table,
             {{"receiver.create", inRoom<create>},
              {"receiver.update", inRoom<update>},
              {"receiver.close", inRoom<close>},
              {"receiver.requestKeyFrame", inRoom<requestKeyFrame>},
              {"receiver.setRtpEvents", inRoom<setRtpEvents>},
              {"receiver.dump", inRoom<dump>}});
}

}  // namespace sfu::worker
