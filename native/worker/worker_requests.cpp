// worker.* and router.*
#include "worker/dump.h"
#include "worker/request_scope.h"
#include "worker/requests.h"

namespace sfu::worker {

using channel::Value;

namespace {

Result<Value> updateSettings(Worker& worker, const Value& params) {
  const Value& level = params["logLevel"];
  const Value& tags = params["logTags"];
  auto parsedLevel = parseLogLevel(level.isNull() ? "debug" : level.text());
  if (!parsedLevel) return parsedLevel.failure();
  std::set<std::string, std::less<>> parsedTags;
  for (const Value& tag : tags.items()) {
    if (!isLogTag(tag.text())) {
      return Failure::invalidParameters("invalid value '" + std::string(tag.text()) +
                                        "' for logTags");
    }
    parsedTags.emplace(tag.text());
  }
  if (!level.isNull()) worker.log().setLevel(*parsedLevel);
  if (tags.isArray()) worker.log().setTags(std::move(parsedTags));
  return Value::object();
}

Result<Value> setAudioLevels(const RoomScope& room, const Value& params) {
  room.router.setAudioLevels(params["enabled"].boolean(), room.turn.now);
  return Value::object();
}

Result<Value> dumpRouter(const RoomScope& room, const Value&) {
  return dumpOf(room.router, room.turn.now);
}

}  // namespace

void addWorkerRequests(Worker& worker, channel::RequestTable& table) {
  table.on("worker.dump", [&worker](const Value&) -> Result<Value> { return dumpWorker(worker); });
  table.on("worker.ping", [](const Value&) -> Result<Value> { return Value::object(); });
  table.on("router.create", [&worker](const Value& params) -> Result<Value> {
    auto id = textOf(params, "routerId");
    if (!id) return id.failure();
    return done(worker.createRouter(std::move(*id)));
  });
  table.on("router.close", [&worker](const Value& params) {
    return done(worker.closeRouter(std::string(params["routerId"].text())));
  });
  addMethods(worker, table,
             {{"worker.updateSettings", updateSettings},
              {"router.dump", inRoom<dumpRouter>},
              {"router.setAudioLevels", inRoom<setAudioLevels>}});
}

}  // namespace sfu::worker
