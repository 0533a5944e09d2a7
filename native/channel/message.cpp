#include "channel/message.h"

#include <nlohmann/json.hpp>

namespace sfu::channel {

namespace {

using Json = nlohmann::ordered_json;

// The extension that some JavaScript encoders write for `undefined`.
constexpr uint64_t kUndefined = 0;

/// Builds a Value from what the MessagePack reader reports. Each function says
/// whether to read on; the reader recurses, so it is stopped at kMaxDepth.
class Builder {
 public:
  bool null() { return add({}); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(int64_t value) { return add(value); }
  bool number_unsigned(uint64_t value) { return add(value); }
  bool number_float(double value, const std::string&) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(Json::binary_t& value) {
    if (!value.has_subtype()) return add(std::vector<uint8_t>(std::move(value)));
    return value.subtype() == kUndefined && add({});
  }
  bool start_object(size_t) { return open(true); }
  bool key(std::string& name) {
    open_.back().key = std::move(name);
    return true;
  }
  bool end_object() { return close(); }
  bool start_array(size_t) { return open(false); }
  bool end_array() { return close(); }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

  Value take() { return std::move(root_); }

 private:
  struct Open {
    bool isObject = false;
    std::string key;
    std::vector<Value> items;
    std::vector<Value::Member> members;
  };

  bool add(Value value) {
    if (++count_ > kMaxValues) return false;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().isObject) {
      open_.back().members.push_back({std::move(open_.back().key), std::move(value)});
    } else {
      open_.back().items.push_back(std::move(value));
    }
    return true;
  }
  bool open(bool isObject) {
    if (open_.size() == kMaxDepth) return false;
    open_.push_back({isObject, {}, {}, {}});
    return true;
  }
  bool close() {
    Open last = std::move(open_.back());
    open_.pop_back();
    return add(last.isObject ? Value::object(std::move(last.members))
                             : Value::array(std::move(last.items)));
  }

  Value root_;
  std::vector<Open> open_;
  size_t count_ = 0;
};

Json integerToJson(int64_t value) {
  if (value < INT32_MIN || value > UINT32_MAX) return static_cast<double>(value);
  return value;
}

Json toJson(const Value& value) {
  if (value.isNull()) return nullptr;
  if (value.isBoolean()) return value.boolean();
  if (const auto integer = value.integer()) return integerToJson(*integer);
  if (const auto number = value.number()) return *number;
  if (value.isText()) return std::string(value.text());
  if (value.isBytes()) return Json::binary({value.bytes().begin(), value.bytes().end()});
  if (value.isArray()) {
    Json array = Json::array();
    for (const Value& item : value.items()) array.push_back(toJson(item));
    return array;
  }
  Json object = Json::object();
  for (const auto& [key, member] : value.members()) object.emplace(key, toJson(member));
  return object;
}

}  // namespace

std::optional<Value> parseMessage(Bytes message) {
  Builder builder;
  if (!Json::sax_parse(message.begin(), message.end(), &builder, Json::input_format_t::msgpack)) {
    return std::nullopt;
  }
  return builder.take();
}

std::vector<uint8_t> writeMessage(const Value& value) {
  return Json::to_msgpack(toJson(value));
}

}  // namespace sfu::channel
