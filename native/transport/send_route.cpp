#include "transport/send_route.h"

#include <algorithm>

namespace sfu::transport {

void SendRoute::select(const Route& route, bool oldIsAlive, Time now) {
  if (selected_ == route) return;
  selected_ = route;
  const bool oldGoesOn =
      oldIsAlive && isCurrentProven_ && current_ != route && !entry(route).isProven;
  if (!oldGoesOn) return moveTo(route);
  // Of several changes within a second the first one counts.
  if (oldRouteEndsAt_ == kNever) oldRouteEndsAt_ = now + kOldRouteTime;
}

void SendRoute::deselect() {
  selected_.reset();
  current_.reset();
  isCurrentProven_ = false;
  oldRouteEndsAt_ = kNever;
}

void SendRoute::forget(const Route& route) {
  std::erase_if(entries_, [&](const Entry& known) { return known.route == route; });
  if (selected_ == route) return deselect();
  if (current_ == route) moveTo(*selected_);
}

void SendRoute::moveTo(const Route& route) {
  current_ = route;
  isCurrentProven_ = entry(route).isProven;
  oldRouteEndsAt_ = kNever;
}

void SendRoute::handleReceived(const Route& from, size_t bytes) {
  entry(from).received += bytes;
}

void SendRoute::prove(const Route& route) {
  if (isCurrentProven_ && current_ == route) return;
  Entry& proven = entry(route);
  if (!proven.isProven) ++counters_.provenRoutes;
  proven.isProven = true;
  if (selected_ == route) moveTo(route);
}

bool SendRoute::isProven(const Route& route) const {
  const Entry* known = find(route);
  return known && known->isProven;
}

bool SendRoute::hasRoomFor(size_t bytes) const {
  const Entry* to = current_ ? find(*current_) : nullptr;
  return to && to->hasRoomFor(bytes);
}

bool SendRoute::take(const Route& route, size_t bytes) {
  Entry& to = entry(route);
  if (!to.hasRoomFor(bytes)) {
    ++counters_.withheldPackets;
    counters_.withheldBytes += bytes;
    return false;
  }
  to.sent += bytes;
  return true;
}

void SendRoute::handleAnswer(const Route& to, size_t bytes) {
  entry(to).sent += bytes;
}

bool SendRoute::handleTimeout(Time now) {
  if (now < oldRouteEndsAt_) return false;
  moveTo(*selected_);
  return true;
}

const SendRoute::Entry* SendRoute::find(const Route& route) const {
  const auto found = std::ranges::find(entries_, route, &Entry::route);
  return found == entries_.end() ? nullptr : &*found;
}

/// Found, or made in the place of the one that was not asked for longest.
SendRoute::Entry& SendRoute::entry(const Route& route) {
  const auto found = std::ranges::find(entries_, route, &Entry::route);
  if (found != entries_.end()) {
    std::rotate(found, found + 1, entries_.end());
    return entries_.back();
  }
  if (entries_.size() == kMaxRoutes) {
    const auto isFree = [&](const Entry& known) {
      return known.route != current_ && known.route != selected_;
    };
    entries_.erase(std::ranges::find_if(entries_, isFree));
  }
  entries_.push_back({.route = route, .isProven = route.protocol == Protocol::kTcp});
  return entries_.back();
}

}  // namespace sfu::transport
