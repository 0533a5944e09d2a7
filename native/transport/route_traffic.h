// What took which route of a transport: the counters of candidate pairs.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/address.h"
#include "base/time.h"

namespace sfu::transport {

/// Counts datagrams by the route they take, those of STUN left out.
///
/// A route is known from the peer's first valid check by it. Routes that the
/// agent has forgotten stay here, for their counters are still of interest,
/// until newer ones need their place.
class RouteTraffic {
 public:
  /// As many as an IceAgent keeps, and as many that it has given up.
  static constexpr size_t kMaxRoutes = 32;

  struct Entry {
    Route route;
    uint64_t packetsSent = 0;
    uint64_t bytesSent = 0;
    uint64_t packetsReceived = 0;
    uint64_t bytesReceived = 0;
    uint64_t checks = 0;  // valid ones, all of which were answered
    std::optional<Time> lastSentAt{};
    std::optional<Time> lastReceivedAt{};
  };

  /// A valid check came by this route.
  void handleCheck(const Route& route);
  /// What is sent takes this route from now on.
  void select(const Route& route);

  void handleReceived(const Route& from, size_t size, Time now);
  /// A datagram leaves by the selected route.
  void handleSent(size_t size, Time now) {
    if (entries_.empty()) return;
    Entry& entry = entries_[selected_];
    ++entry.packetsSent;
    entry.bytesSent += size;
    entry.lastSentAt = now;
  }

  /// Known longest first.
  std::span<const Entry> entries() const { return entries_; }
  /// How often select() named another route.
  uint64_t changes() const { return changes_; }

 private:
  size_t indexOf(const Route& route);

  std::vector<Entry> entries_;
  size_t selected_ = 0;  // once there is an entry: ICE selects before anything can leave
  size_t lastFrom_ = 0;  // packets come in rows
  bool hasSelected_ = false;
  uint64_t changes_ = 0;
};

}  // namespace sfu::transport
