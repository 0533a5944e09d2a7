// sender.*
#include <utility>

#include "worker/dump.h"
#include "worker/request_scope.h"
#include "worker/requests.h"
#include "worker/rtp_parameters.h"

namespace sfu::worker {

using channel::Value;

namespace {

Result<Value> create(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  auto id = textOf(params, "senderId");
  if (!id) return id.failure();
  auto parameters = parseSenderParameters(params["rtp"]);
  if (!parameters) return parameters.failure();
  const auto limits = parseLayers(params["layers"]);
  if (!limits) return limits.failure();
  return done((*router)->createSender(std::move(*id), std::string(params["receiverId"].text()),
                                      std::string(params["transportId"].text()),
                                      std::move(*parameters), limits.value(),
                                      params["paused"].boolean(), worker.now()));
}

Result<Value> setLayers(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  const auto limits = parseLayers(params["layers"]);
  if (!limits) return limits.failure();
  return done((*router)->setSenderLayers(std::string(params["senderId"].text()), limits.value(),
                                         worker.now()));
}

Result<Value> pause(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  return done((*router)->pauseSender(std::string(params["senderId"].text())));
}

Result<Value> resume(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  return done((*router)->resumeSender(std::string(params["senderId"].text()), worker.now()));
}

Result<Value> close(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  return done((*router)->closeSender(std::string(params["senderId"].text()), worker.now()));
}

Result<Value> dump(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  const std::string id(params["senderId"].text());
  const auto slot = (*router)->senderSlot(id);
  if (!slot) return Failure::invalidState("sender " + id + " does not exist");
  return dumpSender((*router)->tables(), *slot, worker.now());
}

}  // namespace

void addSenderRequests(Worker& worker, channel::RequestTable& table) {
  addMethods(worker, table,
             {{"sender.create", create},
              {"sender.pause", pause},
              {"sender.resume", resume},
              {"sender.setLayers", setLayers},
              {"sender.close", close},
              {"sender.dump", dump}});
}

}  // namespace sfu::worker
