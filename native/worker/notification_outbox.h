// What Node is to be told, while it may not keep up.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "channel/value.h"

namespace sfu::worker {

/// Notifications on their way to Node, in order. They say what is now: while more than
/// kMaxQueued bytes wait in the pipe they wait here, the newest of each kind and object
/// in the place of those before it. So there are as many as there are objects, at most.
class NotificationOutbox {
 public:
  static constexpr size_t kMaxQueued = 1 << 20;
  using Notification = std::pair<std::string, channel::Value>;

  void put(std::string_view event, channel::Value data);
  /// The next one, if the pipe, in which `queued` bytes wait, may take it.
  std::optional<Notification> take(size_t queued);

  bool empty() const { return order_.empty(); }
  /// Those that newer ones took the place of.
  uint64_t merged() const { return merged_; }

 private:
  std::deque<std::string> order_;  // keys of waiting_
  std::unordered_map<std::string, Notification> waiting_;
  uint64_t merged_ = 0;
};

}  // namespace sfu::worker
