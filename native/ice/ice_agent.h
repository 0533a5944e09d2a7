// The ICE-lite agent: answers the peer's checks and knows which route media takes.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"
#include "base/time.h"

namespace sfu::stun {
class MessageView;
}

namespace sfu::ice {

/// RFC 8445, section 5.3.
struct Credentials {
  std::string ufrag;
  std::string password;
};

/// kConnected: a route is known, the peer has not yet nominated one. kCompleted: it has.
enum class State : uint8_t { kNew, kConnected, kCompleted, kDisconnected };

// What the agent has to tell its owner.
/// Follows the RouteSelected that caused it, if one did.
struct StateChanged {
  State state;
};
struct RouteSelected {
  Route route;
};
/// No valid check for kPeerTimeout: consent is over. Once per silence.
struct PeerGone {};
using Event = std::variant<StateChanged, RouteSelected, PeerGone>;

/// The ICE-lite half of one peer connection. RFC 8445, section 2.5.
///
/// The agent does no I/O and reads no clock. Its owner feeds it with handle…()
/// and, after each call, drains poll…() until nothing is left. One agent, one
/// component: rtcp-mux is required (RFC 8858), so there is only ever one.
///
/// A lite agent sends no checks of its own and is always the controlled one; the
/// peer's checks are its only sign of life. Gathering is not its business: it is
/// told the route of each message. It answers binding requests and nothing else.
class IceAgent {
 public:
  /// How long RFC 7675, section 5.1, lets consent last; counted here from the
  /// last valid check, for each route on its own and for the peer as a whole.
  static constexpr Duration kPeerTimeout = std::chrono::seconds(30);
  /// A peer has a handful of addresses. Who shows more loses the ones it checked longest ago.
  static constexpr size_t kMaxRoutes = 16;

  struct Counters {
    uint64_t requests = 0;   // valid checks, answered with success
    uint64_t rejected = 0;   // binding requests answered with an error
    uint64_t malformed = 0;  // dropped without an answer
  };

  explicit IceAgent(Credentials local);

  const Credentials& local() const { return local_; }
  State state() const { return state_; }
  const std::optional<Route>& selectedRoute() const { return selected_; }
  const Counters& counters() const { return counters_; }

  /// ICE restart, RFC 8445, section 9. State and selected route stay as they are,
  /// and checks with the old credentials are answered and renew consent, until a
  /// check with the new ones selects a route. So media never pauses.
  void restart(Credentials local);

  /// True if this STUN message names our ufrag, during a restart also the
  /// previous one. Lets one port serve many agents.
  bool isFor(Bytes stunMessage) const;

  /// True if a valid check came by this route in the last kPeerTimeout: the peer
  /// wants to hear from us there, and DTLS and SRTP from there may be its own.
  bool accepts(const Route& route) const;

  void handleMessage(const Route& from, Bytes stunMessage, Time now);
  /// The TCP connection of this route is closed. The route that was checked last takes its place.
  void handleRouteGone(const Route& route);
  void handleTimeout(Time now);

  std::optional<Datagram> pollTransmit();
  std::optional<Event> pollEvent();
  Time nextTimeout() const;

 private:
  struct CheckedRoute {
    Route route;
    Time checkedAt;
  };
  enum class Generation : uint8_t { kCurrent, kPrevious };

  std::optional<Generation> generationOf(std::string_view localUfrag) const;
  void handleRequest(const Route& from, const stun::MessageView& request, Time now);
  void handleValidCheck(const Route& from, Generation generation, bool nominates, Time now);
  void respond(const Route& to, const stun::MessageView& request, std::string_view password);
  void reject(const Route& to, const stun::MessageView& request, int code,
              std::string_view password = {});
  void noteCheck(const Route& route, Time now);
  void select(const Route& route, Generation generation);
  void selectNewestOrDisconnect();
  void setState(State state);

  Credentials local_;
  std::optional<Credentials> previous_;  // during a restart
  State state_ = State::kNew;
  std::vector<CheckedRoute> checkedRoutes_;  // checked longest ago first
  std::optional<Route> selected_;            // one of checkedRoutes_
  Time peerGoneAt_ = kNever;                 // set by each valid check
  Counters counters_;
  std::deque<Datagram> transmits_;
  std::deque<Event> events_;
};

}  // namespace sfu::ice
