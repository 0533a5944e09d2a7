// Our own checks of a route, where a lite agent may make some: does the endpoint hear us there?
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "base/address.h"
#include "base/random.h"
#include "base/time.h"
#include "stun/message.h"

namespace sfu::ice {

/// Binding requests to one route, until the endpoint answers one of them.
///
/// A check of the endpoint says where it wants to be sent to, and not that it is there:
/// its source address may be somebody else's (RFC 8445, section 19.5.1). An answer to a
/// request of ours, with a transaction id that only who got it can know, proves it.
/// Every full agent answers (RFC 8445, section 7.3); those that do not are only asked in vain.
class OwnChecks {
 public:
  static constexpr Duration kFirstInterval = std::chrono::milliseconds(100);
  static constexpr size_t kMaxRequests = 7;  // RFC 8489, section 6.2.1
  /// From the last of them to the first of the next ones: they cost what may be sent there.
  static constexpr Duration kPause = std::chrono::seconds(10);

  explicit OwnChecks(Random& random) : random_(random) {}

  /// Requests to this route are under way, or were not long ago.
  bool isAsking(const Route& route, Time now) const {
    return isAsking_ && route_ == route && now < startableAt_;
  }
  /// Begins anew; the first request is due at once, or kFirstInterval after the last one.
  void start(const Route& route, Time now);
  void stop();

  /// The request that is due now, if one is. `username` is "theirs:ours" (RFC 8445, section 7.2.2).
  std::optional<Datagram> take(std::string_view username, std::string_view password, Time now);
  /// True if this is the answer to a request of ours on that route.
  bool isAnsweredBy(const Route& from, const stun::MessageView& response,
                    std::string_view password) const;
  Time nextTimeout() const { return dueAt_; }
  uint64_t sent() const { return sent_; }

 private:
  Random& random_;
  Route route_;
  std::deque<stun::TransactionId> ids_;
  Duration interval_ = kFirstInterval;
  bool isAsking_ = false;
  Time mayAskAt_ = Time::min();
  Time startableAt_ = Time::min();
  Time dueAt_ = kNever;
  uint64_t sent_ = 0;
};

}  // namespace sfu::ice
