#include "channel/request_table.h"

#include "base/assert.h"

namespace sfu::channel {

namespace {

Value answerFailure(const Value& id, const Failure& failure) {
  return Value::object(
      {{"id", id},
       {"error", Value::object({{"code", failure.code}, {"message", failure.message}})}});
}

}  // namespace

void RequestTable::on(std::string method, Handler handler) {
  SFU_ASSERT(handlers_.emplace(std::move(method), std::move(handler)).second);
}

Value RequestTable::dispatch(const Value& request) const {
  const std::optional<int64_t> id = request["id"].integer();
  if (!id) return answerFailure({}, Failure::invalidParameters("a request needs an integer id"));

  const std::string method(request["method"].text());
  const auto found = handlers_.find(method);
  if (found == handlers_.end()) {
    return answerFailure(*id, Failure::unsupported("there is no method '" + method + "'"));
  }
  const Result<Value> result = found->second(request["params"]);
  if (!result) return answerFailure(*id, result.failure());
  return Value::object({{"id", *id}, {"result", result.value()}});
}

}  // namespace sfu::channel
