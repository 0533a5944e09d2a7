#include "net/interfaces.h"

#include <vector>

#include "net/socket_address.h"
#include "test/kit/check.h"

using namespace sfu;
using namespace sfu::net;

namespace {

Address ip(const char* text) {
  return Address::parse(text, 0).value();
}

const std::vector<InterfaceAddress> kMachine = {
    {ip("127.0.0.1"), true},     {ip("::1"), true},        {ip("fe80::1"), false},
    {ip("febf::1"), false},      {ip("192.0.2.7"), false}, {ip("2001:db8::7"), false},
    {ip("198.51.100.1"), false},
};

TEST_CASE("chooseAddress takes the first address of the family that others can reach") {
  CHECK(chooseAddress(kMachine, false) == ip("192.0.2.7"));
  CHECK(chooseAddress(kMachine, true) == ip("2001:db8::7"));
}

TEST_CASE("chooseAddress takes loopback if there is nothing else") {
  const std::span loopbackOnly = std::span(kMachine).first(4);

  CHECK(chooseAddress(loopbackOnly, false) == ip("127.0.0.1"));
  CHECK(chooseAddress(loopbackOnly, true) == ip("::1"));
}

TEST_CASE("chooseAddress finds nothing in a family without addresses") {
  const std::span ipv4Only = std::span(kMachine).first(1);
  CHECK(!chooseAddress(ipv4Only, true));
}

TEST_CASE("defaultAddress yields an address of the family asked for") {
  const auto address = defaultAddress(false);

  REQUIRE(address);
  CHECK(!address->isIpv6());
  CHECK(address->port() == 0);
}

TEST_CASE("An address survives the way into a socket address and back") {
  for (const char* text : {"192.0.2.7", "2001:db8::7"}) {
    const Address address = Address::parse(text, 4711).value();
    SocketAddress socketAddress;
    fill(socketAddress, address);
    CHECK(addressFrom(socketAddress.any) == address);
  }
}

TEST_CASE("An address of another family is none") {
  sockaddr other{};
  other.sa_family = AF_UNIX;
  CHECK(!addressFrom(other));
}

}  // namespace
