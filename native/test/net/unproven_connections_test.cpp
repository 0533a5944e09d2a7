// Who has to go while strangers are too many.
#include "net/unproven_connections.h"

#include "test/kit/check.h"

using namespace sfu;
using net::UnprovenConnections;

namespace {

Address ipv4(uint8_t last, uint16_t port) {
  return Address::ipv4({192, 0, 2, last}, port);
}
Address ipv6(const char* ip, uint16_t port) {
  return *Address::parse(ip, port);
}

TEST_CASE("UnprovenConnections lets an address drive out its own oldest connection") {
  UnprovenConnections unproven(2);
  unproven.add(ipv4(1, 1));
  CHECK_FALSE(unproven.surplus(ipv4(1, 9)));
  unproven.add(ipv4(1, 2));

  CHECK(unproven.surplus(ipv4(1, 9)) == ipv4(1, 1));
  CHECK_FALSE(unproven.surplus(ipv4(2, 9)));
}

TEST_CASE("UnprovenConnections counts the 64 bits of an IPv6 network as one place") {
  UnprovenConnections unproven(2);
  unproven.add(ipv6("2001:db8::1", 1));
  unproven.add(ipv6("2001:db8::ffff:1", 1));

  CHECK(unproven.surplus(ipv6("2001:db8::7", 1)) == ipv6("2001:db8::1", 1));
  CHECK_FALSE(unproven.surplus(ipv6("2001:db8:0:1::1", 1)));
}

TEST_CASE("UnprovenConnections does not take an IPv4 address for an IPv6 network") {
  UnprovenConnections unproven(1);
  unproven.add(Address::ipv4({0x20, 1, 0xd, 0xb8}, 1));
  CHECK_FALSE(unproven.surplus(ipv6("2001:db8::", 1)));
}

TEST_CASE("UnprovenConnections makes room at the place that has most") {
  UnprovenConnections unproven(10);
  unproven.add(ipv4(1, 1));
  for (uint16_t port = 1; port <= 3; ++port) unproven.add(ipv4(2, port));
  for (uint16_t port = 1; port <= 2; ++port) unproven.add(ipv4(3, port));

  CHECK(unproven.leastEntitled(ipv4(1, 9)) == ipv4(2, 1));
  // The newcomer would be its fourth.
  unproven.add(ipv4(3, 3));
  CHECK(unproven.leastEntitled(ipv4(3, 9)) == ipv4(3, 1));
}

TEST_CASE("UnprovenConnections takes the oldest where all have the same") {
  UnprovenConnections unproven(10);
  for (uint8_t last : {7, 3, 5}) unproven.add(ipv4(last, 1));

  CHECK(unproven.leastEntitled(ipv4(9, 1)) == ipv4(7, 1));
  CHECK(unproven.leastEntitled(ipv4(5, 2)) == ipv4(5, 1));
}

TEST_CASE("UnprovenConnections forgets what proves itself or ends") {
  UnprovenConnections unproven(1);
  CHECK_FALSE(unproven.leastEntitled(ipv4(1, 1)));
  unproven.add(ipv4(1, 1));
  unproven.remove(ipv4(1, 2));
  CHECK(unproven.size() == 1);
  unproven.remove(ipv4(1, 1));
  unproven.remove(ipv4(1, 1));

  CHECK(unproven.size() == 0);
  CHECK_FALSE(unproven.surplus(ipv4(1, 3)));
  CHECK_FALSE(unproven.leastEntitled(ipv4(1, 3)));
}

}  // namespace
