// Which of this machine's addresses to use when none was given.
#pragma once
#include <optional>
#include <span>

#include "base/address.h"

namespace sfu::net {

struct InterfaceAddress {
  Address address;
  bool isInternal = false;  // loopback
};

/// The first address of a family that others can reach, else its first loopback address. IPv6
/// addresses of the link (RFC 4291, section 2.5.6) do not count: they mean nothing without a zone.
std::optional<Address> chooseAddress(std::span<const InterfaceAddress> addresses, bool ipv6);

/// chooseAddress() over the interfaces of this machine that are up. The port is 0.
std::optional<Address> defaultAddress(bool ipv6);

}  // namespace sfu::net
