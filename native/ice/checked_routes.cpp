#include "ice/checked_routes.h"

#include <algorithm>
#include <utility>

namespace sfu::ice {

const CheckedRoutes::Entry* CheckedRoutes::find(const Route& route) const {
  const auto found = std::ranges::find(entries_, route, &Entry::route);
  return found == entries_.end() ? nullptr : &*found;
}

CheckedRoutes::Entry* CheckedRoutes::find(const Route& route) {
  return const_cast<Entry*>(std::as_const(*this).find(route));
}

bool CheckedRoutes::hasConsent(const Route& route) const {
  const Entry* entry = find(route);
  return entry && entry->hasConsent;
}

std::optional<Time> CheckedRoutes::lastSignAt(const Route& route) const {
  const Entry* entry = find(route);
  return entry ? std::optional(entry->lastSignAt) : std::nullopt;
}

void CheckedRoutes::handleCheck(const Route& route, bool isCurrent, Time now) {
  if (!knows(route)) {
    makeRoom();
    entries_.push_back({.route = route, .lastSignAt = now, .previousSignAt = Time::min()});
  } else {
    sign(*find(route), now);
  }
  find(route)->isCurrent |= isCurrent;
}

bool CheckedRoutes::handleSign(const Route& route, Time now) {
  Entry* entry = find(route);
  if (!entry) return false;
  sign(*entry, now);
  return true;
}

void CheckedRoutes::sign(Entry& entry, Time now) {
  entry.rhythm = std::max(now - entry.lastSignAt, entry.rhythm - entry.rhythm / 8);
  entry.previousSignAt = entry.lastSignAt;
  entry.lastSignAt = now;
  // What came after a long silence says nothing about the usual interval.
  if (!std::exchange(entry.hasConsent, true)) entry.rhythm = {};
}

void CheckedRoutes::makeRoom() {
  if (entries_.size() < kMaxRoutes) return;
  const auto mostSilent = std::ranges::min_element(entries_, {}, [&](const Entry& entry) {
    return std::pair(entry.route == selected_, entry.lastSignAt);
  });
  entries_.erase(mostSilent);
}

bool CheckedRoutes::select(const Route& route) {
  const Entry* entry = find(route);
  if (!entry) return false;
  selected_ = route;
  return entry->isCurrent;
}

void CheckedRoutes::remove(const Route& route) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.route == route; });
  if (selected_ == route) selected_.reset();
}

void CheckedRoutes::forgetCurrent() {
  for (Entry& entry : entries_) entry.isCurrent = false;
}

void CheckedRoutes::expire(Time now, Duration consent) {
  for (Entry& entry : entries_) {
    if (entry.lastSignAt + consent > now) continue;
    entry.hasConsent = false;
    if (selected_ == entry.route) selected_.reset();
  }
}

std::optional<Route> CheckedRoutes::newest() const {
  const auto newest = std::ranges::max_element(entries_, {}, [](const Entry& entry) {
    return std::pair(entry.hasConsent, entry.lastSignAt);
  });
  if (newest == entries_.end() || !newest->hasConsent) return std::nullopt;
  return newest->route;
}

/// The one with the newest sign of those that have shown life since `selected` last did.
const CheckedRoutes::Entry* CheckedRoutes::rival(const Entry& selected) const {
  const auto newest = std::ranges::max_element(entries_, {}, [&](const Entry& entry) {
    return entry.route == selected.route ? Time::min() : entry.lastSignAt;
  });
  const bool isRival = newest->route != selected.route && newest->lastSignAt > selected.lastSignAt;
  return isRival ? &*newest : nullptr;
}

Time CheckedRoutes::replaceableAt(const Entry& selected, const Entry& rival) {
  const Duration silence =
      std::clamp<Duration>(selected.rhythm + selected.rhythm / 4, kMinSilence, kMaxSilence);
  const bool hasTwoSigns = rival.previousSignAt > selected.lastSignAt;
  return selected.lastSignAt + (hasTwoSigns ? silence : 2 * silence);
}

std::optional<Route> CheckedRoutes::successor(Time now) const {
  const Entry* selected = selected_ ? find(*selected_) : nullptr;
  const Entry* other = selected ? rival(*selected) : nullptr;
  if (!other || now < replaceableAt(*selected, *other)) return std::nullopt;
  return other->route;
}

Time CheckedRoutes::nextTimeout(Duration consent) const {
  Time next = kNever;
  for (const Entry& entry : entries_) {
    if (entry.hasConsent) next = std::min(next, entry.lastSignAt + consent);
  }
  const Entry* selected = selected_ ? find(*selected_) : nullptr;
  const Entry* other = selected ? rival(*selected) : nullptr;
  return other ? std::min(next, replaceableAt(*selected, *other)) : next;
}

}  // namespace sfu::ice
