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
  return done((*router)->createSender(std::move(*id), std::string(params["receiverId"].text()),
                                      std::string(params["transportId"].text()),
                                      std::move(*parameters), params["paused"].boolean(),
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
  using Function = Result<Value> (*)(Worker&, const Value&);
  const auto on = [&](const char* method, Function function) {
    table.on(method, [&worker, function](const Value& params) { return function(worker, params); });
  };
  on("sender.create", create);
  on("sender.pause", pause);
  on("sender.resume", resume);
  on("sender.close", close);
  on("sender.dump", dump);
}

}  // namespace sfu::worker
