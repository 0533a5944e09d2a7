// Where a transport's packets go, and how much may go there.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/address.h"
#include "base/time.h"

namespace sfu::transport {

/// Sends by the selected route, in full once the endpoint has proved that it is there.
///
/// A check with a false source address would direct a stream at a stranger (RFC 8445,
/// section 19.5.1). So, as in RFC 9000, sections 8 and 9.3: a route gets at most three times
/// what has come from it until it is proven, and the proven route before goes on for a
/// second at most. What proves a route is its owner's to say; a TCP connection is proof by itself.
/// The counts are of routes, so that nothing can be saved up at one for another.
class SendRoute {
 public:
  static constexpr uint64_t kAmplificationLimit = 3;
  static constexpr Duration kOldRouteTime = std::chrono::seconds(1);
  /// As many as an IceAgent keeps.
  static constexpr size_t kMaxRoutes = 16;

  struct Counters {
    uint64_t provenRoutes = 0;
    uint64_t withheldPackets = 0;  // the route had got all that it may get unproven
    uint64_t withheldBytes = 0;
  };

  /// Where packets go now. Nothing without a selected route.
  const std::optional<Route>& current() const { return current_; }
  bool isCurrentProven() const { return isCurrentProven_; }
  const Counters& counters() const { return counters_; }

  /// `oldIsAlive`: the endpoint has just been where packets go now.
  void select(const Route& route, bool oldIsAlive, Time now);
  /// There is no route to send by.
  void deselect();
  /// Nothing can be sent there any more.
  void forget(const Route& route);

  /// Bytes that the endpoint has sent by this route: a valid check, or DTLS that was taken in.
  void handleReceived(const Route& from, size_t bytes);
  /// The endpoint is at this route.
  void prove(const Route& route);
  bool isProven(const Route& route) const;

  /// True if a packet of this size may go by the current route; counts it as sent then.
  bool take(size_t bytes) { return isCurrentProven_ || (current_ && take(*current_, bytes)); }
  /// The same for any route.
  bool take(const Route& route, size_t bytes);
  /// Whether take() would say yes, for what can wait.
  bool hasRoomFor(size_t bytes) const;
  /// An answer, which leaves in any case.
  void handleAnswer(const Route& to, size_t bytes);

  /// True if current() is another one now.
  bool handleTimeout(Time now);
  Time nextTimeout() const { return oldRouteEndsAt_; }

 private:
  struct Entry {
    Route route;
    uint64_t received = 0;
    uint64_t sent = 0;
    bool isProven = false;

    bool hasRoomFor(size_t bytes) const {
      return isProven || sent + bytes <= kAmplificationLimit * received;
    }
  };

  const Entry* find(const Route& route) const;
  Entry& entry(const Route& route);
  void moveTo(const Route& route);

  std::vector<Entry> entries_;  // the one used last at the end
  std::optional<Route> selected_;
  std::optional<Route> current_;
  bool isCurrentProven_ = false;
  Time oldRouteEndsAt_ = kNever;
  Counters counters_;
};

}  // namespace sfu::transport
