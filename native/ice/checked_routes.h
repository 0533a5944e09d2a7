// The routes by which valid checks have come, and which of them what we send takes.
#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "base/address.h"
#include "base/time.h"

namespace sfu::ice {

/// Remembers when each route has last shown that the endpoint lives there, and says
/// which route should take the place of a selected one that fell silent.
///
/// A sign of life is a valid check, or media, RTCP or DTLS that proved authentic.
/// Routes do not expire, for receiving needs no consent: they only make room for
/// newer ones. Consent to send (RFC 7675) ends; see expire().
class CheckedRoutes {
 public:
  /// An endpoint has a handful of addresses. Who shows more loses the most silent ones.
  static constexpr size_t kMaxRoutes = 16;
  /// A selected route is silent after a quarter more than its usual interval between
  /// signs, within these bounds.
  static constexpr Duration kMinSilence = std::chrono::seconds(2);
  static constexpr Duration kMaxSilence = std::chrono::seconds(6);

  bool knows(const Route& route) const { return find(route) != nullptr; }
  /// Known, and its last sign is not older than consent lasts.
  bool hasConsent(const Route& route) const;
  std::optional<Time> lastSignAt(const Route& route) const;
  const std::optional<Route>& selected() const { return selected_; }

  /// A valid check came by this route, with our newest credentials or the ones before.
  void handleCheck(const Route& route, bool isCurrent, Time now);
  /// Something else that is authentic; false if no check has come by this route before.
  bool handleSign(const Route& route, Time now);
  /// Only a known one can be selected. True if it was checked with our newest credentials.
  bool select(const Route& route);
  void remove(const Route& route);
  /// We have new credentials: no route was checked with them yet.
  void forgetCurrent();

  /// Routes without a sign for `consent` may not be sent to any more; the selected one
  /// is then none.
  void expire(Time now, Duration consent);
  /// The known route with the newest sign that may be sent to.
  std::optional<Route> newest() const;
  /// The route that lives while the selected one is silent: by two signs since the
  /// selected one's last, or by one and twice the silence, for an endpoint checks its
  /// other routes now and then although it stays where it is.
  std::optional<Route> successor(Time now) const;
  /// When expire() or successor() will have something new to say.
  Time nextTimeout(Duration consent) const;

 private:
  struct Entry {
    Route route;
    Time lastSignAt;
    Time previousSignAt;
    Duration rhythm{};  // the usual interval between signs: long ones count, and fade
    bool isCurrent = false;
    bool hasConsent = true;
  };

  const Entry* find(const Route& route) const;
  Entry* find(const Route& route);
  void sign(Entry& entry, Time now);
  void makeRoom();
  const Entry* rival(const Entry& selected) const;
  static Time replaceableAt(const Entry& selected, const Entry& rival);

  std::vector<Entry> entries_;
  std::optional<Route> selected_;
};

}  // namespace sfu::ice
