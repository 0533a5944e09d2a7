#include "ice/ice_agent.h"

#include <algorithm>
#include <utility>

#include "stun/message.h"

namespace sfu::ice {

namespace {

using stun::MessageBuilder;
using stun::MessageView;

// RFC 8489, section 18.3.
constexpr int kBadRequest = 400;
constexpr int kUnauthenticated = 401;
constexpr int kUnknownAttribute = 420;

std::string_view localPartOf(std::string_view username) {
  const size_t colon = username.find(':');
  return colon == std::string_view::npos ? std::string_view() : username.substr(0, colon);
}

}  // namespace

IceAgent::IceAgent(Credentials local, Random& random, Timeouts timeouts)
    : timeouts_(timeouts), local_(std::move(local)), ownChecks_(random) {}

void IceAgent::expectChecks(Time now) {
  if (state_ == State::kNew) failAt_ = now + timeouts_.connect;
}

void IceAgent::restart(Credentials local, Time now) {
  // Of several restarts before the endpoint's next check, the first knows the
  // credentials that the selected route lives by.
  if (!previous_) previous_ = std::move(local_);
  local_ = std::move(local);
  routes_.forgetCurrent();
  nomination_ = 0;
  if (selectedRoute() || (state_ == State::kNew && failAt_ == kNever)) return;
  failAt_ = now + timeouts_.connect;
  if (state_ == State::kFailed) setState(State::kNew);
}

bool IceAgent::isFor(Bytes stunMessage) const {
  const auto ufrag = stun::localUfragOf(stunMessage);
  return ufrag && generationOf(*ufrag);
}

std::optional<IceAgent::Generation> IceAgent::generationOf(std::string_view localUfrag) const {
  if (localUfrag == local_.ufrag) return Generation::kCurrent;
  if (previous_ && localUfrag == previous_->ufrag) return Generation::kPrevious;
  return std::nullopt;
}

void IceAgent::handleMessage(const Route& from, Bytes stunMessage, Time now) {
  const auto message = MessageView::parse(stunMessage);
  // Some stacks leave FINGERPRINT out, against RFC 8445, section 7.1. It only
  // tells STUN from other protocols; integrity proves more. A wrong one is not STUN.
  if (!message || (message->hasFingerprint() && !message->fingerprintOk())) {
    ++counters_.malformed;
    return;
  }

  const bool isBinding = message->method() == stun::kBindingMethod;
  if (isBinding && message->messageClass() == stun::Class::kRequest) {
    handleRequest(from, *message, now);
  } else if (isBinding && message->messageClass() == stun::Class::kSuccess && remote_) {
    handleResponse(from, *message, now);
  } else if (!isBinding || message->messageClass() != stun::Class::kIndication) {
    ++counters_.malformed;
  }
  // A binding indication keeps a NAT open (RFC 8445, section 11). It proves nothing:
  // it is no consent.
}

// The order of the checks is that of RFC 8489, sections 9.1.3 and 6.3.1. Until
// integrity is proven the answer is as short as it can be: whoever forges the
// source address gains nothing.
void IceAgent::handleRequest(const Route& from, const MessageView& request, Time now) {
  if (!request.username() || !request.hasIntegrity()) return reject(from, request, kBadRequest);

  // The part after ':' is the peer's own; a lite agent has no use for it and may not know it.
  const auto generation = generationOf(localPartOf(*request.username()));
  if (!generation) return reject(from, request, kUnauthenticated);
  const bool isCurrent = *generation == Generation::kCurrent;
  const std::string& password = isCurrent ? local_.password : previous_->password;
  if (!request.integrityOk(password)) return reject(from, request, kUnauthenticated);

  if (!request.unknownAttributes().empty()) {
    return reject(from, request, kUnknownAttribute, password);
  }

  // PRIORITY is for the pairs of a full agent; FFmpeg 8.0 leaves it out, and its role too.
  // Chrome is known to say ICE-CONTROLLED to a lite agent by mistake. All get their
  // answer instead of 400 or 487 (RFC 8445, section 7.3.1.1): an endpoint of ours can have
  // one role only, so what it takes itself for makes no difference.
  ++counters_.requests;
  respond(from, request, password);
  handleValidCheck(from, *generation, isNomination(from, request), now);
}

/// With renomination the highest number counts; a lower one was overtaken on its way.
bool IceAgent::isNomination(const Route& from, const MessageView& request) {
  const auto number = request.nomination();
  if (!number) return request.useCandidate();
  if (*number == nomination_) return routes_.selected() == from;
  if (*number < nomination_) return false;
  nomination_ = *number;
  return true;
}

void IceAgent::handleResponse(const Route& from, const MessageView& response, Time now) {
  if (!ownChecks_.isAnsweredBy(from, response, remote_->password)) {
    ++counters_.malformed;
    return;
  }
  ownChecks_.stop();
  ++counters_.verifiedRoutes;
  events_.push_back(RouteVerified{from});
  handleSign(from, now);
}

void IceAgent::respond(const Route& to, const MessageView& request, std::string_view password) {
  MessageBuilder response(stun::Class::kSuccess, request.transactionId());
  response.xorMappedAddress(to.remote);
  response.integrity(password);
  response.fingerprint();
  const Bytes bytes = response.bytes();
  transmits_.push_back({to, {bytes.begin(), bytes.end()}});
}

void IceAgent::reject(const Route& to, const MessageView& request, int code,
                      std::string_view password) {
  ++counters_.rejected;
  MessageBuilder response(stun::Class::kError, request.transactionId());
  response.errorCode(code);
  if (code == kUnknownAttribute) response.unknownAttributes(request.unknownAttributes());
  if (!password.empty()) response.integrity(password);
  if (request.hasFingerprint()) response.fingerprint();
  const Bytes bytes = response.bytes();
  transmits_.push_back({to, {bytes.begin(), bytes.end()}});
}

void IceAgent::handleValidCheck(const Route& from, Generation generation, bool nominates,
                                Time now) {
  routes_.handleCheck(from, generation == Generation::kCurrent, now);
  if (nominates) {
    // Also when completed: the endpoint may nominate again, the last word counts.
    select(from);
    setState(State::kCompleted);
  } else if (!selectedRoute()) {
    select(from);
    setState(State::kConnected);
  } else {
    leaveSilentRoute(now);
  }
  failAt_ = kNever;
}

void IceAgent::handleSign(const Route& from, Time now) {
  if (!routes_.handleSign(from, now)) return;
  if (selectedRoute() == from) return;
  if (selectedRoute()) return leaveSilentRoute(now);
  select(from);
  setState(State::kConnected);
  failAt_ = kNever;
}

void IceAgent::select(const Route& route) {
  const bool isKnown = selectedRoute() == route;
  if (routes_.select(route)) previous_.reset();
  if (!isKnown) events_.push_back(RouteSelected{route});
}

/// Nobody has nominated the other route. But a NAT that gives the endpoint another
/// port does not tell it, so that it goes on without nominating anew.
void IceAgent::leaveSilentRoute(Time now) {
  const auto successor = routes_.successor(now);
  if (!successor) return;
  ++counters_.silentRoutes;
  select(*successor);
}

void IceAgent::selectNewestOrDisconnect(Time now) {
  if (const auto newest = routes_.newest()) return select(*newest);
  failAt_ = now + timeouts_.failed;
  setState(State::kDisconnected);
}

void IceAgent::setState(State state) {
  if (state_ == state) return;
  state_ = state;
  events_.push_back(StateChanged{state});
}

void IceAgent::handleRouteGone(const Route& route, Time now) {
  const bool wasSelected = selectedRoute() == route;
  routes_.remove(route);
  if (wasSelected) selectNewestOrDisconnect(now);
}

void IceAgent::handleTimeout(Time now) {
  const bool hadRoute = selectedRoute().has_value();
  routes_.expire(now, timeouts_.consent);
  if (hadRoute && !selectedRoute()) {
    selectNewestOrDisconnect(now);
  } else {
    leaveSilentRoute(now);
  }
  if (now < failAt_) return;
  failAt_ = kNever;
  setState(State::kFailed);
}

void IceAgent::verify(Time now) {
  if (!remote_ || !selectedRoute() || ownChecks_.isAsking(*selectedRoute(), now)) return;
  ownChecks_.start(*selectedRoute(), now);
}

Time IceAgent::nextTimeout() const {
  return std::min({routes_.nextTimeout(timeouts_.consent), ownChecks_.nextTimeout(), failAt_});
}

std::optional<Datagram> IceAgent::pollTransmit() {
  if (transmits_.empty()) return std::nullopt;
  Datagram datagram = std::move(transmits_.front());
  transmits_.pop_front();
  return datagram;
}

std::optional<Datagram> IceAgent::pollOwnCheck(Time now) {
  if (!remote_ || now < ownChecks_.nextTimeout()) return std::nullopt;
  return ownChecks_.take(remote_->ufrag + ":" + local_.ufrag, remote_->password, now);
}

std::optional<Event> IceAgent::pollEvent() {
  if (events_.empty()) return std::nullopt;
  Event event = std::move(events_.front());
  events_.pop_front();
  return event;
}

}  // namespace sfu::ice
