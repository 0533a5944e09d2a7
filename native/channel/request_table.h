// Which function answers which method.
#pragma once
#include <functional>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "channel/value.h"

namespace sfu::channel {

/// Answers one method from its parameters: the result, or why there is none.
using Handler = std::function<Result<Value>(const Value& params)>;

/// Handlers by the name of their method. It knows no pipe: a decoded request
/// goes in, the answer for Node comes out (src/worker/messages.ts).
class RequestTable {
 public:
  /// Each method has one handler; a second one is a mistake of ours.
  void on(std::string method, Handler handler);

  /// `{ id, result }`, or `{ id, error: { code, message } }`. A request without a
  /// whole number as `id` is not handled; its answer bears the id null.
  Value dispatch(const Value& request) const;

 private:
  std::unordered_map<std::string, Handler> handlers_;
};

}  // namespace sfu::channel
