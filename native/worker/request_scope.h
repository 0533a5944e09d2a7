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

/// The room of `params.routerId`.
inline Result<router::Router*> routerOf(Worker& worker, const channel::Value& params) {
  const std::string_view id = params["routerId"].text();
  if (router::Router* router = worker.findRouter(id)) return router;
  return Failure::invalidState("router " + std::string(id) + " does not exist");
}

/// A text that must be there and not be empty.
inline Result<std::string> textOf(const channel::Value& params, std::string_view key) {
  const std::string_view text = params[key].text();
  if (!text.empty()) return std::string(text);
  return Failure::invalidParameters("missing " + std::string(key));
}

/// Answers one method with a plain function.
using Method = Result<channel::Value> (*)(Worker& worker, const channel::Value& params);

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
