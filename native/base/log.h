// Log lines as values: the core writes them, worker/ carries them to Node.
#pragma once
#include <string>
#include <string_view>

namespace sfu {

enum class LogLevel { kDebug, kWarn, kError, kNone };

/// Where log lines go. Passed in; a test gives its own.
class Log {
 public:
  virtual ~Log() = default;

  /// `component` is the noun that speaks ("ice", "dtls", …) and also its tag.
  /// Addresses, ufrags and keys never go into `message`.
  virtual void write(LogLevel level, std::string_view component, std::string message) = 0;
  virtual bool isOn(LogLevel level, std::string_view component) const = 0;

  void debug(std::string_view component, std::string message) {
    write(LogLevel::kDebug, component, std::move(message));
  }
  void warn(std::string_view component, std::string message) {
    write(LogLevel::kWarn, component, std::move(message));
  }
  void error(std::string_view component, std::string message) {
    write(LogLevel::kError, component, std::move(message));
  }
};

}  // namespace sfu
