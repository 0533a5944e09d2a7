// A small world for scenarios: its own time, its own luck, and links that lose and delay.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/time.h"
#include "base/units.h"

namespace sfu::test {

/// How one direction between two endpoints treats its datagrams.
struct LinkProfile {
  Duration delay = std::chrono::milliseconds(0);
  /// Up to this much is added to the delay of each datagram, evenly spread.
  Duration jitter = std::chrono::milliseconds(0);
  /// 0 to 1: how many of the datagrams are lost.
  double loss = 0;
  /// Zero: no limit. Otherwise datagrams wait for those before them.
  Bitrate rate = {};
  /// A datagram that would wait longer than this for the rate is lost.
  Duration maxWait = std::chrono::milliseconds(300);
  /// Whether jitter may bring a later datagram before an earlier one.
  bool reorders = false;
};

/// What became of the datagrams of one link.
struct LinkCounters {
  uint64_t sent = 0;
  uint64_t delivered = 0;
  uint64_t lost = 0;      // bad luck
  uint64_t overflow = 0;  // waited too long for the rate
};

/// Somebody in the world. Every function may stay empty; all of them may call
/// World::send(), none of them World::pass().
struct Endpoint {
  std::function<void(std::string_view from, Bytes datagram, Time now)> receive = {};
  std::function<Time()> nextTimeout = {};
  std::function<void(Time now)> handleTimeout = {};
};

/// Fake time and a simulated network between named endpoints. The same seed and
/// the same calls give the same story, to the microsecond.
///
/// A datagram leaves by the link from its sender to its receiver; without a link
/// there is no path and it disappears. Nothing happens but within pass().
class World {
 public:
  /// Scenario guard: a larger datagram fails the test. Ethernet's MTU without IPv4 and UDP headers.
  static constexpr size_t kMaxDatagram = 1472;

  explicit World(uint64_t seed);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Time now() const { return now_; }
  SeededRandom& random() { return random_; }

  /// Adds an endpoint, or gives an existing one new functions.
  void add(std::string name, Endpoint endpoint);
  /// Removes it; what is under way to it disappears.
  void remove(std::string_view name);

  /// Sets the link from `from` to `to`. May be called again: datagrams sent from then on feel it.
  void link(std::string from, std::string to, LinkProfile profile = {});
  /// Sets both directions alike.
  void linkBoth(const std::string& a, const std::string& b, LinkProfile profile = {});
  void unlink(std::string_view from, std::string_view to);
  LinkCounters counters(std::string_view from, std::string_view to) const;

  void send(std::string_view from, std::string_view to, Bytes datagram);

  /// Lets time go by: delivers datagrams and calls handleTimeout(), each at its
  /// own instant; at one instant timers come first, in the order of the names,
  /// then datagrams in the order they were sent.
  void pass(Duration duration);

 private:
  struct Link {
    LinkProfile profile;
    LinkCounters counters;
    Time freeAt;         // when the rate lets the next datagram go
    Time lastArrivalAt;  // of a link that keeps the order
  };
  struct Flight {
    std::string from;
    std::string to;
    std::vector<uint8_t> bytes;
  };
  using LinkName = std::pair<std::string, std::string>;

  Time nextInstant() const;
  bool fireTimers();
  void deliver();

  Time now_;
  SeededRandom random_;
  std::map<std::string, Endpoint, std::less<>> endpoints_;
  std::map<LinkName, Link> links_;
  std::multimap<Time, Flight> flights_;  // by arrival; equal ones keep their order
};

}  // namespace sfu::test
