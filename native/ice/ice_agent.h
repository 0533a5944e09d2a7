// The ICE-lite agent: answers the endpoint's checks and knows which route media takes.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>

#include "base/address.h"
#include "base/bytes.h"
#include "base/random.h"
#include "base/time.h"
#include "ice/checked_routes.h"
#include "ice/own_checks.h"

namespace sfu::stun {
class MessageView;
}

namespace sfu::ice {

/// RFC 8445, section 5.3.
struct Credentials {
  std::string ufrag;
  std::string password;
};

/// kConnected: a route is known, the endpoint has not yet nominated one. kCompleted: it has.
/// kFailed: no check came, or none after a disconnection; a check brings it back to life.
enum class State : uint8_t { kNew, kConnected, kCompleted, kDisconnected, kFailed };

/// How long an endpoint may keep silent.
struct Timeouts {
  /// From expectChecks() to the first valid check, then the state is kFailed.
  Duration connect = std::chrono::seconds(30);
  /// From a route's last sign of life to the end of consent to send there. RFC 7675, section 5.1.
  Duration consent = std::chrono::seconds(30);
  /// From kDisconnected to kFailed.
  Duration failed = std::chrono::seconds(10);
};

// What the agent has to tell its owner.
/// Follows the RouteSelected that caused it, if one did.
struct StateChanged {
  State state;
};
struct RouteSelected {
  Route route;
};
/// The endpoint has answered a check of ours: it is there, and hears us.
struct RouteVerified {
  Route route;
};
using Event = std::variant<StateChanged, RouteSelected, RouteVerified>;

/// The ICE-lite half of one peer connection. RFC 8445, section 2.5.
///
/// The agent does no I/O and reads no clock. Its owner feeds it with handle…()
/// and, after each call, drains poll…() until nothing is left. One agent, one
/// component: rtcp-mux is required (RFC 8858), so there is only ever one.
///
/// A lite agent is always the controlled one. It answers binding requests, and sends
/// some of its own only to learn whether a route is what it seems (verify()).
/// Gathering is not its business: it is told the route of each message.
class IceAgent {
 public:
  struct Counters {
    uint64_t requests = 0;        // valid checks, answered with success
    uint64_t rejected = 0;        // binding requests answered with an error
    uint64_t malformed = 0;       // dropped without an answer
    uint64_t silentRoutes = 0;    // selected ones that another has replaced
    uint64_t verifiedRoutes = 0;  // on which a check of ours was answered
  };

  IceAgent(Credentials local, Random& random, Timeouts timeouts = {});

  const Credentials& local() const { return local_; }
  /// During a restart: the credentials that the selected route lives by.
  const std::optional<Credentials>& previous() const { return previous_; }
  State state() const { return state_; }
  const Timeouts& timeouts() const { return timeouts_; }
  /// Consent to send there lasts. RFC 7675.
  const std::optional<Route>& selectedRoute() const { return routes_.selected(); }
  const Counters& counters() const { return counters_; }
  uint64_t ownChecks() const { return ownChecks_.sent(); }

  /// The endpoint's credentials, without which verify() does nothing.
  void setRemote(Credentials remote) { remote_ = std::move(remote); }
  /// The endpoint knows our candidates: the time to its first check runs.
  void expectChecks(Time now);
  /// ICE restart, RFC 8445, section 9. State and selected route stay as they are,
  /// and checks with the old credentials are answered and renew consent, until a
  /// check with the new ones selects a route. So media never pauses. A failed agent is new again.
  void restart(Credentials local, Time now);

  /// True if this STUN message names our ufrag, during a restart also the
  /// previous one. Lets one port serve many agents.
  bool isFor(Bytes stunMessage) const;

  /// True if a valid check has ever come by this route: DTLS and SRTP from there may be the
  /// endpoint's own. Receiving needs no consent.
  bool accepts(const Route& route) const { return routes_.knows(route); }
  bool hasConsent(const Route& route) const { return routes_.hasConsent(route); }
  /// When a check, or anything else that is authentic, has last come by this route.
  std::optional<Time> lastSignAt(const Route& route) const { return routes_.lastSignAt(route); }

  void handleMessage(const Route& from, Bytes stunMessage, Time now);
  /// Media, RTCP or DTLS that has proved authentic and new: as good a sign of life as a check.
  void handleSign(const Route& from, Time now);
  /// The TCP connection of this route is closed. The route with the newest sign takes its place.
  void handleRouteGone(const Route& route, Time now);
  void handleTimeout(Time now);
  /// Asks the endpoint whether it is at the selected route.
  void verify(Time now);
  void stopVerifying() { ownChecks_.stop(); }

  /// Answers; each is shorter than what it answers.
  std::optional<Datagram> pollTransmit();
  /// A check of our own.
  std::optional<Datagram> pollOwnCheck(Time now);
  std::optional<Event> pollEvent();
  Time nextTimeout() const;

 private:
  enum class Generation : uint8_t { kCurrent, kPrevious };

  std::optional<Generation> generationOf(std::string_view localUfrag) const;
  void handleRequest(const Route& from, const stun::MessageView& request, Time now);
  void handleResponse(const Route& from, const stun::MessageView& response, Time now);
  bool isNomination(const Route& from, const stun::MessageView& request);
  void handleValidCheck(const Route& from, Generation generation, bool nominates, Time now);
  void respond(const Route& to, const stun::MessageView& request, std::string_view password);
  void reject(const Route& to, const stun::MessageView& request, int code,
              std::string_view password = {});
  void select(const Route& route);
  void leaveSilentRoute(Time now);
  void selectNewestOrDisconnect(Time now);
  void setState(State state);

  const Timeouts timeouts_;
  Credentials local_;
  std::optional<Credentials> previous_;  // during a restart
  std::optional<Credentials> remote_;
  State state_ = State::kNew;
  CheckedRoutes routes_;
  OwnChecks ownChecks_;
  uint32_t nomination_ = 0;  // the highest since the last restart
  Time failAt_ = kNever;
  Counters counters_;
  std::deque<Datagram> transmits_;
  std::deque<Event> events_;
};

}  // namespace sfu::ice
