// What most requests begin with: finding the room that they name.
#pragma once
#include <initializer_list>
#include <string>
#include <utility>

#include "base/result.h"
#include "channel/request_table.h"
#include "channel/value.h"
#include "router/router.h"
#include "worker/worker.h"

namespace sfu::worker {

/// The room that a request is about, and the turn that it is part of.
struct RoomScope {
  Worker& worker;
  router::Router& router;
  router::Roster& roster;
  const router::Turn turn;
};

/// Answers one method.
using Method = Result<channel::Value> (*)(Worker& worker, const channel::Value& params);
/// Answers one method about a room that exists.
using RoomMethod = Result<channel::Value> (*)(const RoomScope& room, const channel::Value& params);

/// Calls a handler with the room of `params.routerId`.
template <RoomMethod handler>
Result<channel::Value> inRoom(Worker& worker, const channel::Value& params) {
  const std::string_view id = params["routerId"].text();
  router::Router* router = worker.findRouter(id);
  if (!router) return Failure::invalidState("router " + std::string(id) + " does not exist");
  const RoomScope room{worker, *router, router->roster(), worker.turnOf(*router)};
  return handler(room, params);
}

/// A text that must be there and not be empty.
inline Result<std::string> textOf(const channel::Value& params, std::string_view key) {
  const std::string_view text = params[key].text();
  if (!text.empty()) return std::string(text);
  return Failure::invalidParameters("missing " + std::string(key));
}

inline void addMethods(Worker& worker, channel::RequestTable& table,
                       std::initializer_list<std::pair<const char*, Method>> methods) {
  for (const auto& [name, method] : methods) {
    table.on(name, [&worker, method = method](const channel::Value& params) {
      return method(worker, params);
    });
  }
}

/// The empty result of a request that answers nothing.
inline Result<channel::Value> done(const Status& status) {
  if (!status) return status.failure();
  return channel::Value::object();
}

}  // namespace sfu::worker
