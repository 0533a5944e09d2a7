#include "channel/request_table.h"

#include "test/kit/check.h"

using namespace sfu;
using namespace sfu::channel;

namespace {

RequestTable tableWithEcho() {
  RequestTable table;
  table.on("echo", [](const Value& params) -> Result<Value> { return params; });
  table.on("fail", [](const Value&) -> Result<Value> { return Failure::invalidState("closed"); });
  return table;
}

Value request(Value id, Value method, Value params = {}) {
  return Value::object({{"id", id}, {"method", method}, {"params", params}});
}

TEST_CASE("RequestTable answers with what the handler returns") {
  const Value answer = tableWithEcho().dispatch(request(3, "echo", Value::array({1, 2})));

  CHECK(answer == Value::object({{"id", 3}, {"result", Value::array({1, 2})}}));
}

TEST_CASE("RequestTable answers with why the handler refuses") {
  const Value answer = tableWithEcho().dispatch(request(4, "fail"));

  CHECK(answer["id"].integer() == 4);
  CHECK(answer["error"]["code"].text() == "INVALID_STATE");
  CHECK(answer["error"]["message"].text() == "closed");
  CHECK(answer["result"].isNull());
}

TEST_CASE("RequestTable refuses a method that nobody handles") {
  const Value answer = tableWithEcho().dispatch(request(5, "unheard.of"));

  CHECK(answer["id"].integer() == 5);
  CHECK(answer["error"]["code"].text() == "UNSUPPORTED");
}

TEST_CASE("RequestTable refuses what is no request") {
  const Value broken[] = {Value(), Value("text"), Value::object(), request("1", "echo"),
                          request(1.5, "echo")};
  for (const Value& message : broken) {
    const Value answer = tableWithEcho().dispatch(message);
    CHECK(answer["id"].isNull());
    CHECK(answer["error"]["code"].text() == "INVALID_PARAMETERS");
  }
  CHECK(tableWithEcho().dispatch(request(1, 2))["error"]["code"].text() == "UNSUPPORTED");
}

}  // namespace
