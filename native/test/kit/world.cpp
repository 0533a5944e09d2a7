#include "test/kit/world.h"

#include <algorithm>

#include "base/assert.h"
#include "test/kit/check.h"

namespace sfu::test {

namespace {

// Any instant that is not zero, so that a forgotten "now" shows.
constexpr Time kStart{std::chrono::seconds(1'700'000'000)};

// More rounds than this at one instant are a timer that does not move on.
constexpr int kMaxRounds = 10'000;

Time timeoutOf(const Endpoint& endpoint) {
  return endpoint.nextTimeout ? endpoint.nextTimeout() : kNever;
}

}  // namespace

World::World(uint64_t seed) : now_(kStart), random_(seed) {}

void World::add(std::string name, Endpoint endpoint) {
  endpoints_.insert_or_assign(std::move(name), std::move(endpoint));
}

void World::remove(std::string_view name) {
  if (const auto found = endpoints_.find(name); found != endpoints_.end()) endpoints_.erase(found);
}

void World::link(std::string from, std::string to, LinkProfile profile) {
  links_[{std::move(from), std::move(to)}].profile = profile;
}

void World::linkBoth(const std::string& a, const std::string& b, LinkProfile profile) {
  link(a, b, profile);
  link(b, a, profile);
}

void World::unlink(std::string_view from, std::string_view to) {
  links_.erase({std::string(from), std::string(to)});
}

LinkCounters World::counters(std::string_view from, std::string_view to) const {
  const auto found = links_.find({std::string(from), std::string(to)});
  return found == links_.end() ? LinkCounters{} : found->second.counters;
}

void World::send(std::string_view from, std::string_view to, Bytes datagram) {
  CHECK_MESSAGE(datagram.size() <= kMaxDatagram, "a datagram above the MTU");
  const auto found = links_.find({std::string(from), std::string(to)});
  if (found == links_.end()) return;
  Link& link = found->second;
  const LinkProfile& profile = link.profile;
  ++link.counters.sent;

  // A queue in front of a wire: what finds the queue full never reaches the
  // wire, what the wire loses has used up its time all the same.
  Time leavesAt = now_;
  if (profile.rate.bps() > 0) {
    const Time startsAt = std::max(now_, link.freeAt);
    if (startsAt - now_ > profile.maxWait) {
      ++link.counters.overflow;
      return;
    }
    const auto bits = static_cast<int64_t>(datagram.size()) * 8;
    leavesAt = startsAt + Duration(bits * 1'000'000 / profile.rate.bps());
    link.freeAt = leavesAt;
  }
  if (random_.below(1'000'000) < static_cast<uint32_t>(profile.loss * 1'000'000)) {
    ++link.counters.lost;
    return;
  }

  Time arrivesAt = leavesAt + profile.delay;
  if (profile.jitter > Duration(0)) {
    arrivesAt += Duration(random_.below(static_cast<uint32_t>(profile.jitter.count()) + 1));
  }
  if (!profile.reorders) arrivesAt = std::max(arrivesAt, link.lastArrivalAt);
  link.lastArrivalAt = std::max(arrivesAt, link.lastArrivalAt);
  flights_.emplace(arrivesAt,
                   Flight{std::string(from), std::string(to), {datagram.begin(), datagram.end()}});
}

void World::pass(Duration duration) {
  const Time end = now_ + duration;
  int rounds = 0;
  for (Time next = nextInstant(); next <= end; next = nextInstant()) {
    if (next > now_) rounds = 0;
    now_ = std::max(now_, next);
    if (!fireTimers()) {
      deliver();
    } else {
      SFU_ASSERT(++rounds < kMaxRounds);
    }
  }
  now_ = end;
}

Time World::nextInstant() const {
  Time next = flights_.empty() ? kNever : flights_.begin()->first;
  for (const auto& [name, endpoint] : endpoints_) next = std::min(next, timeoutOf(endpoint));
  return next;
}

// The functions are copied before they are called: they may remove their own endpoint.

bool World::fireTimers() {
  std::vector<std::string> due;
  for (const auto& [name, endpoint] : endpoints_) {
    if (timeoutOf(endpoint) <= now_) due.push_back(name);
  }
  for (const std::string& name : due) {
    const auto found = endpoints_.find(name);
    if (found == endpoints_.end()) continue;
    const auto handleTimeout = found->second.handleTimeout;
    if (handleTimeout) handleTimeout(now_);
  }
  return !due.empty();
}

void World::deliver() {
  if (flights_.empty() || flights_.begin()->first > now_) return;
  const Flight flight = std::move(flights_.extract(flights_.begin()).mapped());
  if (const auto link = links_.find({flight.from, flight.to}); link != links_.end()) {
    ++link->second.counters.delivered;
  }
  const auto found = endpoints_.find(flight.to);
  if (found == endpoints_.end()) return;
  const auto receive = found->second.receive;
  if (receive) receive(flight.from, flight.bytes, now_);
}

}  // namespace sfu::test
