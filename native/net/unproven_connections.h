// TCP connections that have not shown yet that they belong here, and which of them has to go.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "base/address.h"

namespace sfu::net {

/// Counts them by where they come from: an IPv4 address, or the /64 network of an IPv6 address, of
/// which one host may have all. So a flood from one place drives out its own connections, and a
/// client from elsewhere keeps the time that it needs for its first check.
class UnprovenConnections {
 public:
  explicit UnprovenConnections(size_t maxPerSource) : maxPerSource_(maxPerSource) {}

  void add(const Address& remote);
  void remove(const Address& remote);
  size_t size() const { return size_; }

  /// The connection that has to go before one from `newcomer` may come: the oldest from there, if
  /// it has its share.
  std::optional<Address> surplus(const Address& newcomer) const;
  /// The one that makes room while there are too many altogether: the oldest of the source that
  /// has most, the newcomer counted.
  std::optional<Address> leastEntitled(const Address& newcomer) const;

 private:
  using Source = std::array<uint8_t, 9>;  // family, and the bytes that count

  struct Waiting {
    Address remote;
    uint64_t number;  // in order of arrival
  };

  static Source sourceOf(const Address& address);

  const size_t maxPerSource_;
  std::map<Source, std::deque<Waiting>> sources_;  // each oldest first
  size_t size_ = 0;
  uint64_t arrived_ = 0;
};

}  // namespace sfu::net
