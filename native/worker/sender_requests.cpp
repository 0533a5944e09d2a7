// sender.*
#include <utility>

#include "worker/dump.h"
#include "worker/request_scope.h"
#include "worker/requests.h"
#include "worker/rtp_parameters.h"

namespace sfu::worker {

using channel::Value;

namespace {

Result<Value> create(const RoomScope& room, const Value& params) {
  auto id = textOf(params, "senderId");
  if (!id) return id.failure();
  auto parameters = parseSenderParameters(params["rtp"]);
  if (!parameters) return parameters.failure();
  const auto limits = parseLayers(params["layers"]);
  if (!limits) return limits.failure();
  return done(room.roster.createSender(std::move(*id), std::string(params["receiverId"].text()),
                                       std::string(params["transportId"].text()),
                                       std::move(*parameters), limits.value(),
                                       params["paused"].boolean(), room.turn));
}

Result<Value> setLayers(const RoomScope& room, const Value& params) {
  const auto limits = parseLayers(params["layers"]);
  if (!limits) return limits.failure();
  return done(room.roster.setSenderLayers(std::string(params["senderId"].text()), limits.value(),
                                          room.turn));
}

Result<Value> pause(const RoomScope& room, const Value& params) {
  return done(room.roster.pauseSender(std::string(params["senderId"].text())));
}

Result<Value> resume(const RoomScope& room, const Value& params) {
  return done(room.roster.resumeSender(std::string(params["senderId"].text()), room.turn));
}

Result<Value> close(const RoomScope& room, const Value& params) {
  return done(room.roster.closeSender(std::string(params["senderId"].text()), room.turn));
}

Result<Value> dump(const RoomScope& room, const Value& params) {
  const std::string id(params["senderId"].text());
  const auto slot = room.roster.senderSlot(id);
  if (!slot) return Failure::invalidState("sender " + id + " does not exist");
  return dumpSender(room.router.tables(), *slot, room.turn.now);
}

}  // namespace

void addSenderRequests(Worker& worker, channel::RequestTable& table) {
  addMethods(worker, table,
             {{"sender.create", inRoom<create>},
              {"sender.pause", inRoom<pause>},
              {"sender.resume", inRoom<resume>},
              {"sender.setLayers", inRoom<setLayers>},
              {"sender.close", inRoom<close>},
              {"sender.dump", inRoom<dump>}});
}

}  // namespace sfu::worker
