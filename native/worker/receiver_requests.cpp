// receiver.*
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
  auto id = textOf(params, "receiverId");
  if (!id) return id.failure();
  auto parameters = parseReceiverParameters(params["rtp"]);
  if (!parameters) return parameters.failure();
  return done((*router)->createReceiver(std::move(*id), std::string(params["transportId"].text()),
                                        std::move(*parameters)));
}

Result<Value> update(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  auto parameters = parseReceiverParameters(params["rtp"]);
  if (!parameters) return parameters.failure();
  return done((*router)->updateReceiver(std::string(params["receiverId"].text()),
                                        std::move(*parameters), worker.now()));
}

Result<Value> close(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  return done((*router)->closeReceiver(std::string(params["receiverId"].text()), worker.now()));
}

Result<Value> requestKeyFrame(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  return done((*router)->requestKeyFrame(std::string(params["receiverId"].text()), worker.now()));
}

Result<Value> setRtpEvents(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  return done((*router)->setRtpEvents(std::string(params["receiverId"].text()),
                                      params["enabled"].boolean(), worker.now()));
}

Result<Value> dump(Worker& worker, const Value& params) {
  auto router = routerOf(worker, params);
  if (!router) return router.failure();
  const std::string id(params["receiverId"].text());
  const auto slot = (*router)->receiverSlot(id);
  if (!slot) return Failure::invalidState("receiver " + id + " does not exist");
  return dumpReceiver((*router)->tables(), *slot, worker.now());
}

}  // namespace

void addReceiverRequests(Worker& worker, channel::RequestTable& table) {
  addMethods(worker, table,
             {{"receiver.create", create},
              {"receiver.update", update},
              {"receiver.close", close},
              {"receiver.requestKeyFrame", requestKeyFrame},
              {"receiver.setRtpEvents", setRtpEvents},
              {"receiver.dump", dump}});
}

}  // namespace sfu::worker
