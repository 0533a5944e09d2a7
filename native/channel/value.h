// What a message is made of: a value as JSON has them, and bytes.
#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace sfu::channel {

/// One member of an object; a template only so that Value can hold what contains a Value.
template <class V>
struct MemberOf {
  std::string key;
  V value;

  friend bool operator==(const MemberOf&, const MemberOf&) = default;
};

/// One value: null, boolean, integer, number, text, bytes, array or object.
///
/// Reading is total: what is absent reads as null, and what is of another type
/// as nothing, so a handler asks for what it needs and checks once. The members
/// of an object keep the order in which they were set.
class Value {
 public:
  using Member = MemberOf<Value>;

  Value() = default;
  Value(std::nullptr_t) {}
  template <std::same_as<bool> Bool>
  Value(Bool value) : content_(value) {}
  template <std::integral Int>
  requires(!std::same_as<Int, bool>) Value(Int value) {
    // What int64_t cannot hold is kept as Node would have it: as a double.
    if (std::in_range<int64_t>(value)) {
      content_ = static_cast<int64_t>(value);
    } else {
      content_ = static_cast<double>(value);
    }
  }
  template <std::floating_point Float>
  Value(Float value) : content_(static_cast<double>(value)) {}
  Value(const char* text) : content_(std::string(text)) {}
  Value(std::string_view text) : content_(std::string(text)) {}
  Value(std::string text) : content_(std::move(text)) {}
  /// Bytes, not text and not an array.
  Value(std::vector<uint8_t> bytes) : content_(std::move(bytes)) {}

  static Value array();
  static Value array(std::vector<Value> items);
  static Value object();
  /// Of two members with one name the first counts.
  static Value object(std::vector<Member> members);

  bool isNull() const { return std::holds_alternative<std::monostate>(content_); }
  bool isBoolean() const { return std::holds_alternative<bool>(content_); }
  /// True for a double without fraction too: JavaScript does not tell them apart.
  bool isInteger() const { return integer().has_value(); }
  bool isNumber() const { return number().has_value(); }
  bool isText() const { return std::holds_alternative<std::string>(content_); }
  bool isBytes() const { return std::holds_alternative<std::vector<uint8_t>>(content_); }
  bool isArray() const { return std::holds_alternative<Items>(content_); }
  bool isObject() const { return std::holds_alternative<Members>(content_); }

  bool boolean(bool fallback = false) const;
  std::optional<int64_t> integer() const;
  /// The integer, if it lies within what an `Int` can hold.
  template <std::integral Int>
  std::optional<Int> as() const {
    const std::optional<int64_t> value = integer();
    if (!value || !std::in_range<Int>(*value)) return std::nullopt;
    return static_cast<Int>(*value);
  }
  std::optional<double> number() const;
  /// Empty when this is no text.
  std::string_view text() const;
  /// Empty when these are no bytes.
  Bytes bytes() const;
  /// Empty when this is no array.
  const std::vector<Value>& items() const;
  /// Empty when this is no object.
  const std::vector<Member>& members() const;
  /// The member of that name; null when absent or when this is no object.
  const Value& operator[](std::string_view key) const;

  /// Sets a member, in place of one with the same name. Anything but an object becomes one first.
  Value& set(std::string_view key, Value value);
  /// Adds an item. Anything but an array becomes one first.
  Value& push(Value value);

  /// Numbers are equal by value, whichever way they are kept.
  friend bool operator==(const Value& left, const Value& right);

 private:
  using Items = std::vector<Value>;
  using Members = std::vector<Member>;

  std::variant<std::monostate, bool, int64_t, double, std::string, std::vector<uint8_t>, Items,
               Members>
      content_;
};

}  // namespace sfu::channel
