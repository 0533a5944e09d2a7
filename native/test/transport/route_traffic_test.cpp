// Counting by route.
#include "transport/route_traffic.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using transport::RouteTraffic;

namespace {

constexpr Time kStart(1'700'000'000s);

Route routeTo(uint16_t port) {
  return {Protocol::kUdp, Address::ipv4({192, 0, 2, 1}, 4000),
          Address::ipv4({198, 51, 100, 7}, port)};
}

TEST_CASE("RouteTraffic counts what is sent by the selected route") {
  RouteTraffic traffic;
  traffic.handleCheck(routeTo(1));
  traffic.handleCheck(routeTo(2));
  traffic.select(routeTo(2));

  traffic.handleSent(100, kStart);
  traffic.handleSent(50, kStart + 1s);

  REQUIRE(traffic.entries().size() == 2);
  CHECK(traffic.entries()[0].packetsSent == 0);
  CHECK(traffic.entries()[1].packetsSent == 2);
  CHECK(traffic.entries()[1].bytesSent == 150);
  CHECK(traffic.entries()[1].lastSentAt == kStart + 1s);
}

TEST_CASE("RouteTraffic counts what is received by the route it came by") {
  RouteTraffic traffic;
  traffic.handleCheck(routeTo(1));
  traffic.handleCheck(routeTo(2));
  traffic.select(routeTo(1));

  traffic.handleReceived(routeTo(1), 10, kStart);
  traffic.handleReceived(routeTo(2), 20, kStart + 1s);
  traffic.handleReceived(routeTo(1), 30, kStart + 2s);

  CHECK(traffic.entries()[0].packetsReceived == 2);
  CHECK(traffic.entries()[0].bytesReceived == 40);
  CHECK(traffic.entries()[0].lastReceivedAt == kStart + 2s);
  CHECK(traffic.entries()[1].bytesReceived == 20);
}

TEST_CASE("RouteTraffic knows a route from its first valid check") {
  RouteTraffic traffic;

  traffic.handleReceived(routeTo(1), 10, kStart);
  traffic.handleSent(10, kStart);

  CHECK(traffic.entries().empty());
}

TEST_CASE("RouteTraffic counts checks") {
  RouteTraffic traffic;
  traffic.handleCheck(routeTo(1));
  traffic.handleCheck(routeTo(1));

  CHECK(traffic.entries()[0].checks == 2);
  CHECK_FALSE(traffic.entries()[0].lastReceivedAt.has_value());
}

TEST_CASE("RouteTraffic counts how often another route is selected") {
  RouteTraffic traffic;
  CHECK(traffic.changes() == 0);
  traffic.select(routeTo(1));
  CHECK(traffic.changes() == 1);
  traffic.select(routeTo(1));
  CHECK(traffic.changes() == 1);
  traffic.select(routeTo(2));
  traffic.select(routeTo(1));
  CHECK(traffic.changes() == 3);
}

TEST_CASE("RouteTraffic forgets the oldest route when there are too many, never the selected one") {
  RouteTraffic traffic;
  traffic.select(routeTo(1));
  for (uint16_t port = 2; port <= 2 * RouteTraffic::kMaxRoutes; ++port) {
    traffic.handleCheck(routeTo(port));
  }

  traffic.handleSent(10, kStart);

  REQUIRE(traffic.entries().size() == RouteTraffic::kMaxRoutes);
  CHECK(traffic.entries()[0].route == routeTo(1));
  CHECK(traffic.entries()[0].packetsSent == 1);
  CHECK(traffic.entries().back().route == routeTo(2 * RouteTraffic::kMaxRoutes));
}

TEST_CASE("RouteTraffic follows the selected route when an older one is forgotten") {
  RouteTraffic traffic;
  traffic.handleCheck(routeTo(1));
  traffic.select(routeTo(2));
  for (uint16_t port = 3; port <= RouteTraffic::kMaxRoutes + 1; ++port) {
    traffic.handleCheck(routeTo(port));
  }

  traffic.handleSent(10, kStart);

  CHECK(traffic.entries()[0].route == routeTo(2));
  CHECK(traffic.entries()[0].bytesSent == 10);
}

}  // namespace
