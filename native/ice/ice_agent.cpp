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

IceAgent::IceAgent(Credentials local) : local_(std::move(local)) {}

void IceAgent::restart(Credentials local) {
  // Of several restarts before the peer's next check, the first knows the
  // credentials that the selected route lives by.
  if (!previous_) previous_ = std::move(local_);
  local_ = std::move(local);
}

bool IceAgent::isFor(Bytes stunMessage) const {
  const auto ufrag = stun::localUfragOf(stunMessage);
  return ufrag && generationOf(*ufrag);
}

bool IceAgent::accepts(const Route& route) const {
  if (selected_ == route) return true;
  return std::ranges::find(checkedRoutes_, route, &CheckedRoute::route) != checkedRoutes_.end();
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
  if (!request.priority()) return reject(from, request, kBadRequest, password);

  // Chrome is known to say ICE-CONTROLLED to a lite agent by mistake. It gets its
  // answer instead of 487 (RFC 8445, section 7.3.1.1): a peer of ours can have one
  // role only, so what it takes itself for makes no difference.
  ++counters_.requests;
  respond(from, request, password);
  handleValidCheck(from, *generation, request.useCandidate(), now);
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
  noteCheck(from, now);
  peerGoneAt_ = now + kPeerTimeout;
  if (nominates) {
    // Also when completed: the peer may nominate again (renomination), the last word counts.
    select(from, generation);
    setState(State::kCompleted);
  } else if (!selected_) {
    select(from, generation);
    setState(State::kConnected);
  }
}

void IceAgent::noteCheck(const Route& route, Time now) {
  std::erase_if(checkedRoutes_, [&](const CheckedRoute& known) { return known.route == route; });
  if (checkedRoutes_.size() == kMaxRoutes) {
    const bool oldestIsSelected = checkedRoutes_.front().route == selected_;
    checkedRoutes_.erase(checkedRoutes_.begin() + (oldestIsSelected ? 1 : 0));
  }
  checkedRoutes_.push_back({route, now});
}

void IceAgent::select(const Route& route, Generation generation) {
  if (generation == Generation::kCurrent) previous_.reset();
  if (selected_ == route) return;
  selected_ = route;
  events_.push_back(RouteSelected{route});
}

void IceAgent::selectNewestOrDisconnect() {
  if (checkedRoutes_.empty()) {
    selected_.reset();
    setState(State::kDisconnected);
  } else {
    selected_ = checkedRoutes_.back().route;
    events_.push_back(RouteSelected{*selected_});
  }
}

void IceAgent::setState(State state) {
  if (state_ == state) return;
  state_ = state;
  events_.push_back(StateChanged{state});
}

void IceAgent::handleRouteGone(const Route& route) {
  std::erase_if(checkedRoutes_, [&](const CheckedRoute& known) { return known.route == route; });
  if (selected_ == route) selectNewestOrDisconnect();
}

void IceAgent::handleTimeout(Time now) {
  std::erase_if(checkedRoutes_,
                [&](const CheckedRoute& known) { return known.checkedAt + kPeerTimeout <= now; });
  if (selected_ &&
      std::ranges::find(checkedRoutes_, *selected_, &CheckedRoute::route) == checkedRoutes_.end()) {
    selectNewestOrDisconnect();
  }
  if (peerGoneAt_ <= now) {
    peerGoneAt_ = kNever;
    events_.push_back(PeerGone{});
  }
}

Time IceAgent::nextTimeout() const {
  if (checkedRoutes_.empty()) return peerGoneAt_;
  return checkedRoutes_.front().checkedAt + kPeerTimeout;
}

std::optional<Datagram> IceAgent::pollTransmit() {
  if (transmits_.empty()) return std::nullopt;
  Datagram datagram = std::move(transmits_.front());
  transmits_.pop_front();
  return datagram;
}

std::optional<Event> IceAgent::pollEvent() {
  if (events_.empty()) return std::nullopt;
  Event event = std::move(events_.front());
  events_.pop_front();
  return event;
}

}  // namespace sfu::ice
