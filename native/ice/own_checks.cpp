#include "ice/own_checks.h"

#include <algorithm>

namespace sfu::ice {
namespace {

// Ours only say something to the endpoint's pair that exists already, so any will do.
// RFC 8445, section 5.1.2.1: a peer-reflexive candidate of component 1.
constexpr uint32_t kPriority = (110U << 24) + 255;
// The controlling role is the endpoint's: of two tie-breakers ours is the smaller one.
constexpr uint64_t kTieBreaker = 0;

}  // namespace

void OwnChecks::start(const Route& route, Time now) {
  route_ = route;
  ids_.clear();
  interval_ = kFirstInterval;
  isAsking_ = true;
  // An endpoint that goes to and fro is asked no more often for it.
  dueAt_ = std::max(now, mayAskAt_);
  startableAt_ = kNever;
}

void OwnChecks::stop() {
  ids_.clear();
  isAsking_ = false;
  dueAt_ = kNever;
}

std::optional<Datagram> OwnChecks::take(std::string_view username, std::string_view password,
                                        Time now) {
  if (now < dueAt_) return std::nullopt;
  stun::TransactionId id;
  random_.fill(id);
  stun::MessageBuilder request(stun::Class::kRequest, id);
  request.username(username);
  request.priority(kPriority);
  request.iceControlled(kTieBreaker);
  request.integrity(password);
  request.fingerprint();

  ids_.push_back(id);
  ++sent_;
  mayAskAt_ = now + kFirstInterval;
  dueAt_ = ids_.size() < kMaxRequests ? now + interval_ : kNever;
  if (dueAt_ == kNever) startableAt_ = now + kPause;
  interval_ *= 2;
  const Bytes bytes = request.bytes();
  if (bytes.empty()) return std::nullopt;
  return Datagram{route_, {bytes.begin(), bytes.end()}};
}

bool OwnChecks::isAnsweredBy(const Route& from, const stun::MessageView& response,
                             std::string_view password) const {
  return isAsking_ && from == route_ &&
         std::ranges::find(ids_, response.transactionId()) != ids_.end() &&
         response.integrityOk(password);
}

}  // namespace sfu::ice
