// A value, or why there is none.
#pragma once
#include <string>
#include <utility>
#include <variant>

namespace sfu {

/// Why a caller's request was refused. `code` is one of the codes of
/// src/base/errors.ts; `message` is a sentence for the caller.
struct Failure {
  std::string code;
  std::string message;

  static Failure invalidParameters(std::string message) {
    return {"INVALID_PARAMETERS", std::move(message)};
  }
  static Failure invalidState(std::string message) { return {"INVALID_STATE", std::move(message)}; }
  static Failure unsupported(std::string message) { return {"UNSUPPORTED", std::move(message)}; }
};

/// A T, or a Failure.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}
  Result(Failure failure) : content_(std::move(failure)) {}

  bool ok() const { return std::holds_alternative<T>(content_); }
  explicit operator bool() const { return ok(); }
  T& value() { return std::get<T>(content_); }
  const T& value() const { return std::get<T>(content_); }
  T& operator*() { return value(); }
  T* operator->() { return &value(); }
  const Failure& failure() const { return std::get<Failure>(content_); }

 private:
  std::variant<T, Failure> content_;
};

struct Unit {};
using Status = Result<Unit>;

}  // namespace sfu
