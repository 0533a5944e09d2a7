#include "channel/value.h"

#include <algorithm>
#include <cmath>

namespace sfu::channel {

Value Value::array() {
  return array(std::vector<Value>());
}

Value Value::array(std::vector<Value> items) {
  Value value;
  value.content_ = std::move(items);
  return value;
}

Value Value::object() {
  return object(std::vector<Member>());
}

Value Value::object(std::vector<Member> members) {
  Value value;
  value.content_ = std::move(members);
  return value;
}

bool Value::boolean(bool fallback) const {
  const bool* value = std::get_if<bool>(&content_);
  return value ? *value : fallback;
}

std::optional<int64_t> Value::integer() const {
  if (const int64_t* value = std::get_if<int64_t>(&content_)) return *value;
  const double* value = std::get_if<double>(&content_);
  // Above 2^53 a double no longer tells neighbouring integers apart.
  constexpr double kMaxExact = 9007199254740992.0;
  if (!value || !(std::abs(*value) <= kMaxExact) || std::trunc(*value) != *value) {
    return std::nullopt;
  }
  return static_cast<int64_t>(*value);
}

std::optional<double> Value::number() const {
  if (const int64_t* value = std::get_if<int64_t>(&content_)) return static_cast<double>(*value);
  if (const double* value = std::get_if<double>(&content_)) return *value;
  return std::nullopt;
}

std::string_view Value::text() const {
  const std::string* value = std::get_if<std::string>(&content_);
  return value ? std::string_view(*value) : std::string_view();
}

Bytes Value::bytes() const {
  const auto* value = std::get_if<std::vector<uint8_t>>(&content_);
  return value ? Bytes(*value) : Bytes();
}

const std::vector<Value>& Value::items() const {
  static const Items kEmpty;
  const Items* value = std::get_if<Items>(&content_);
  return value ? *value : kEmpty;
}

const std::vector<Value::Member>& Value::members() const {
  static const Members kEmpty;
  const Members* value = std::get_if<Members>(&content_);
  return value ? *value : kEmpty;
}

const Value& Value::operator[](std::string_view key) const {
  static const Value kNull;
  const auto& all = members();
  const auto found = std::ranges::find(all, key, &Member::key);
  return found == all.end() ? kNull : found->value;
}

Value& Value::set(std::string_view key, Value value) {
  if (!isObject()) content_ = Members();
  auto& all = std::get<Members>(content_);
  const auto found = std::ranges::find(all, key, &Member::key);
  if (found != all.end()) {
    found->value = std::move(value);
  } else {
    all.push_back({std::string(key), std::move(value)});
  }
  return *this;
}

Value& Value::push(Value value) {
  if (!isArray()) content_ = Items();
  std::get<Items>(content_).push_back(std::move(value));
  return *this;
}

bool operator==(const Value& left, const Value& right) {
  if (!left.isNumber() || !right.isNumber()) return left.content_ == right.content_;
  const auto leftInteger = left.integer(), rightInteger = right.integer();
  if (leftInteger && rightInteger) return *leftInteger == *rightInteger;
  return left.number() == right.number();
}

}  // namespace sfu::channel
