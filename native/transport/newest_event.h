// The newest of a kind of event, told ten times a second at most.
#pragma once
#include <optional>
#include <utility>

#include "base/time.h"

namespace sfu::transport {

/// Keeps what an endpoint causes as often as it likes from becoming work elsewhere: values
/// that come within kInterval after one that was told are merged, the newest one counts.
template <class Value>
class NewestEvent {
 public:
  static constexpr Duration kInterval = std::chrono::milliseconds(100);

  /// True if a value that nobody was told of gives way to this one.
  bool put(Value value) { return std::exchange(pending_, std::move(value)).has_value(); }
  std::optional<Value> take(Time now) {
    if (now < nextTimeout()) return std::nullopt;
    toldAt_ = now;
    return std::exchange(pending_, std::nullopt);
  }
  Time nextTimeout() const {
    if (!pending_) return kNever;
    return toldAt_ ? *toldAt_ + kInterval : Time::min();
  }

 private:
  std::optional<Value> pending_;
  std::optional<Time> toldAt_;
};

}  // namespace sfu::transport
