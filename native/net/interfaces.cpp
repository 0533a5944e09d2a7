#include "net/interfaces.h"

#include <uv.h>

#include <algorithm>
#include <vector>

#include "net/socket_address.h"

namespace sfu::net {

namespace {

// fe80::/10. RFC 4291, section 2.4.
bool isLinkLocal(const Address& address) {
  return address.isIpv6() && address.ipBytes()[0] == 0xfe && (address.ipBytes()[1] & 0xc0) == 0x80;
}

std::vector<InterfaceAddress> systemAddresses() {
  uv_interface_address_t* interfaces = nullptr;
  int count = 0;
  if (uv_interface_addresses(&interfaces, &count) != 0) return {};
  std::vector<InterfaceAddress> addresses;
  for (int i = 0; i < count; ++i) {
    const auto& sockAddress = reinterpret_cast<const sockaddr&>(interfaces[i].address);
    const auto address = addressFrom(sockAddress);
    if (address) addresses.push_back({*address, interfaces[i].is_internal != 0});
  }
  uv_free_interface_addresses(interfaces, count);
  return addresses;
}

}  // namespace

std::optional<Address> chooseAddress(std::span<const InterfaceAddress> addresses, bool ipv6) {
  const auto first = [&](bool isInternal) -> std::optional<Address> {
    const auto found = std::ranges::find_if(addresses, [&](const InterfaceAddress& candidate) {
      return candidate.address.isIpv6() == ipv6 && candidate.isInternal == isInternal &&
             !isLinkLocal(candidate.address);
    });
    if (found == addresses.end()) return std::nullopt;
    return found->address;
  };
  const auto reachable = first(false);
  return reachable ? reachable : first(true);
}

std::optional<Address> defaultAddress(bool ipv6) {
  return chooseAddress(systemAddresses(), ipv6);
}

}  // namespace sfu::net
