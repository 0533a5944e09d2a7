#include "transport/route_traffic.h"

#include <algorithm>
#include <utility>

namespace sfu::transport {

void RouteTraffic::handleCheck(const Route& route) {
  ++entries_[indexOf(route)].checks;
}

void RouteTraffic::select(const Route& route) {
  const size_t index = indexOf(route);
  if (std::exchange(hasSelected_, true) && index == selected_) return;
  selected_ = index;
  ++changes_;
}

void RouteTraffic::handleReceived(const Route& from, size_t size, Time now) {
  if (lastFrom_ >= entries_.size() || entries_[lastFrom_].route != from) {
    const auto found = std::ranges::find(entries_, from, &Entry::route);
    if (found == entries_.end()) return;  // from nobody that we know
    lastFrom_ = static_cast<size_t>(found - entries_.begin());
  }
  Entry& entry = entries_[lastFrom_];
  ++entry.packetsReceived;
  entry.bytesReceived += size;
  entry.lastReceivedAt = now;
}

size_t RouteTraffic::indexOf(const Route& route) {
  const auto found = std::ranges::find(entries_, route, &Entry::route);
  if (found != entries_.end()) return static_cast<size_t>(found - entries_.begin());
  if (entries_.size() == kMaxRoutes) {
    const size_t oldest = hasSelected_ && selected_ == 0 ? 1 : 0;
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(oldest));
    if (selected_ > oldest) --selected_;
  }
  entries_.push_back({.route = route});
  return entries_.size() - 1;
}

}  // namespace sfu::transport
