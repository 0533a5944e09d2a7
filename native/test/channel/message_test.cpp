#include "channel/message.h"

#include <limits>

#include "test/kit/check.h"

using namespace sfu;
using namespace sfu::channel;

namespace {

using Wire = std::vector<uint8_t>;

// As a JavaScript encoder writes { id: 7, method: 'a.b', params: { on: true, rate: 2.5,
// big: 5e9, no: undefined, list: [null, -1] } }.
const Wire kRequest = {0xde, 0x00, 0x03, 0xa2, 'i',  'd',  0x07, 0xa6, 'm', 'e', 't',  'h',  'o',
                       'd',  0xa3, 'a',  '.',  'b',  0xa6, 'p',  'a',  'r', 'a', 'm',  's',  0xde,
                       0x00, 0x05, 0xa2, 'o',  'n',  0xc3, 0xa4, 'r',  'a', 't', 'e',  0xcb, 0x40,
                       0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xa3, 'b', 'i', 'g',  0xcb, 0x41,
                       0xf2, 0xa0, 0x5f, 0x20, 0x00, 0x00, 0x00, 0xa2, 'n', 'o', 0xd4, 0x00, 0x00,
                       0xa4, 'l',  'i',  's',  't',  0x92, 0xc0, 0xff};

Wire nested(size_t depth) {
  Wire wire(depth, 0x91);
  wire.push_back(0xc0);
  return wire;
}

TEST_CASE("parseMessage reads what a JavaScript encoder writes") {
  const auto request = parseMessage(kRequest);

  REQUIRE(request);
  CHECK((*request)["id"].integer() == 7);
  CHECK((*request)["method"].text() == "a.b");
  const Value& params = (*request)["params"];
  CHECK(params["on"].boolean());
  CHECK(params["rate"].number() == 2.5);
  CHECK(params["big"].integer() == 5'000'000'000);
  CHECK(params["no"].isNull());
  CHECK(params["list"] == Value::array({nullptr, -1}));
}

TEST_CASE("parseMessage finds every truncation void") {
  for (size_t size = 0; size < kRequest.size(); ++size) {
    CHECK(!parseMessage(Bytes(kRequest).first(size)));
  }
}

TEST_CASE("parseMessage finds bytes after the value void") {
  Wire wire = kRequest;
  wire.push_back(0xc0);
  CHECK(!parseMessage(wire));
}

TEST_CASE("parseMessage survives each byte of a message being turned over") {
  for (size_t at = 0; at < kRequest.size(); ++at) {
    Wire wire = kRequest;
    wire[at] = static_cast<uint8_t>(~wire[at]);
    (void)parseMessage(wire);
  }
}

TEST_CASE("parseMessage stops at the depth limit") {
  CHECK(parseMessage(nested(kMaxDepth)));
  CHECK(!parseMessage(nested(kMaxDepth + 1)));
  CHECK(!parseMessage(nested(1'000'000)));
}

TEST_CASE("parseMessage stops at the limit of values") {
  Wire wire(kMaxValues + 5, 0xc0);
  wire[0] = 0xdd;
  wire[1] = 0;
  wire[2] = 0x10;
  wire[3] = 0;
  wire[4] = 0;
  CHECK(!parseMessage(wire));
}

TEST_CASE("parseMessage does not believe a length that is not there") {
  CHECK(!parseMessage(Wire{0xdb, 0xff, 0xff, 0xff, 0xff, 'a'}));
  CHECK(!parseMessage(Wire{0xc6, 0xff, 0xff, 0xff, 0xff, 'a'}));
  CHECK(!parseMessage(Wire{0xdf, 0xff, 0xff, 0xff, 0xff, 0xa1, 'a', 0xc0}));
}

TEST_CASE("parseMessage refuses a key that is no text") {
  CHECK(!parseMessage(Wire{0x81, 0x01, 0x02}));
}

TEST_CASE("parseMessage refuses an extension it does not know") {
  CHECK(parseMessage(Wire{0xd4, 0x00, 0x00}) == Value());
  CHECK(!parseMessage(Wire{0xd4, 0x01, 0x00}));
  CHECK(!parseMessage(Wire{0xd6, 0xff, 0, 0, 0, 0}));
}

TEST_CASE("A message survives the round trip") {
  const Value message = Value::object({
      {"id", 1},
      {"null", nullptr},
      {"flags", Value::array({true, false})},
      {"numbers", Value::array({0, -1, 127, 128, -129, 65536, -40'000, 4294967295u, 0.1, -2.5})},
      {"big", Value::array({int64_t{4294967296}, int64_t{-5'000'000'000}})},
      {"text",
       "Gr\xc3\xbc\xc3\x9f"
       "e"},
      {"bytes", std::vector<uint8_t>(300, 0xab)},
      {"empty", Value::array({Value::array(), Value::object(), ""})},
  });

  const auto parsed = parseMessage(writeMessage(message));

  REQUIRE(parsed);
  CHECK(*parsed == message);
  CHECK(parsed->members()[0].key == "id");
  CHECK(parsed->members().back().key == "empty");
}

TEST_CASE("writeMessage writes an integer beyond 32 bits as a double") {
  CHECK(writeMessage(int64_t{4294967296}).front() == 0xca);  // 2^32 fits a float
  CHECK(writeMessage(int64_t{4294967297}).front() == 0xcb);
  CHECK(writeMessage(4294967295u).front() == 0xce);
  CHECK(writeMessage(std::numeric_limits<int64_t>::max()).front() == 0xca);
}

}  // namespace
