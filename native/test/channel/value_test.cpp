#include "channel/value.h"

#include <limits>

#include "test/kit/check.h"

using namespace sfu;
using sfu::channel::Value;

namespace {

TEST_CASE("Value reads what is absent as null") {
  const Value value = Value::object({{"a", Value::object({{"b", 1}})}});

  CHECK(value["a"]["b"].integer() == 1);
  CHECK(value["x"]["y"]["z"].isNull());
  CHECK(Value("text")["a"].isNull());
}

TEST_CASE("Value reads what is of another type as nothing") {
  const Value value("text");

  CHECK(!value.integer());
  CHECK(!value.number());
  CHECK(value.boolean(true));
  CHECK(value.bytes().empty());
  CHECK(value.items().empty());
  CHECK(value.members().empty());
  CHECK(Value(1).text().empty());
}

TEST_CASE("Value takes a double without fraction for an integer") {
  CHECK(Value(5.0).integer() == 5);
  CHECK(Value(5.0) == Value(5));
  CHECK(!Value(5.5).integer());
  CHECK(!Value(1e300).integer());
  CHECK(!Value(std::numeric_limits<double>::quiet_NaN()).integer());
  CHECK(!Value(std::numeric_limits<double>::infinity()).integer());
}

TEST_CASE("Value yields an integer only within the bounds of the type asked for") {
  CHECK(Value(65535).as<uint16_t>() == 65535);
  CHECK(!Value(65536).as<uint16_t>());
  CHECK(!Value(-1).as<uint32_t>());
}

TEST_CASE("Value keeps an unsigned integer beyond 63 bits as a double") {
  const Value value(std::numeric_limits<uint64_t>::max());

  CHECK(!value.isInteger());
  CHECK(value.number() == 18446744073709551615.0);
}

TEST_CASE("Value keeps the order of members when one is replaced") {
  Value value = Value::object({{"a", 1}, {"b", 2}});
  value.set("c", 3).set("a", "new");

  REQUIRE(value.members().size() == 3);
  CHECK(value.members()[0].key == "a");
  CHECK(value["a"].text() == "new");
  CHECK(value.members()[2].key == "c");
}

TEST_CASE("Value tells its types apart") {
  CHECK(Value().isNull());
  CHECK(Value(nullptr).isNull());
  CHECK(Value(false).isBoolean());
  CHECK(Value(uint8_t{1}).isInteger());
  CHECK(Value(0.5).isNumber());
  CHECK(Value("").isText());
  CHECK(Value(std::vector<uint8_t>{1}).isBytes());
  CHECK(Value::array({1, "two", true}).items().size() == 3);
  CHECK(Value::array({"one", "two"}).items()[1].text() == "two");
  CHECK(Value::object({{"a", "b"}})["a"].text() == "b");
  CHECK(Value().push(1).isArray());
  CHECK(Value().set("a", 1).isObject());
}

}  // namespace
