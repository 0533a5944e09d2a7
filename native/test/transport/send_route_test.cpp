// How much may go where.
#include "transport/send_route.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using transport::SendRoute;

namespace {

constexpr Time kNow{std::chrono::seconds(1)};

Route routeFrom(uint16_t port, Protocol protocol = Protocol::kUdp) {
  return {protocol, Address::ipv4({192, 0, 2, 1}, 4000), Address::ipv4({192, 0, 2, 2}, port)};
}

/// The endpoint has proved its route 1 and has just checked 2.
SendRoute moving() {
  SendRoute route;
  route.handleReceived(routeFrom(1), 100);
  route.select(routeFrom(1), true, kNow);
  route.prove(routeFrom(1));
  route.handleReceived(routeFrom(2), 100);
  return route;
}

TEST_CASE("SendRoute gives a route that is not proven three times what came from it") {
  SendRoute route;
  route.handleReceived(routeFrom(1), 100);
  route.select(routeFrom(1), true, kNow);

  CHECK(route.take(200));
  CHECK_FALSE(route.take(101));
  CHECK(route.take(100));
  CHECK_FALSE(route.take(1));
  CHECK(route.counters().withheldPackets == 2);
  CHECK(route.counters().withheldBytes == 102);
}

TEST_CASE("SendRoute gives a proven route all") {
  SendRoute route = moving();

  CHECK(route.take(1'000'000));
}

TEST_CASE("SendRoute takes a TCP connection for proof") {
  SendRoute route;

  route.select(routeFrom(1, Protocol::kTcp), true, kNow);

  CHECK(route.take(1'000'000));
}

TEST_CASE("SendRoute counts answers, and sends them in any case") {
  SendRoute route;
  route.handleReceived(routeFrom(1), 100);
  route.select(routeFrom(1), true, kNow);

  route.handleAnswer(routeFrom(1), 250);

  CHECK(route.take(50));
  CHECK_FALSE(route.take(1));
}

TEST_CASE("SendRoute saves nothing up at one route for another") {
  SendRoute route;
  for (int i = 0; i < 100; ++i) route.handleReceived(routeFrom(1), 1000);
  route.handleReceived(routeFrom(2), 100);

  route.select(routeFrom(2), true, kNow);

  CHECK(route.take(300));
  CHECK_FALSE(route.take(1));
}

TEST_CASE("SendRoute goes on by the old route for a second, not longer") {
  SendRoute route = moving();
  route.select(routeFrom(2), true, kNow);

  CHECK(route.nextTimeout() == kNow + 1s);
  CHECK_FALSE(route.handleTimeout(kNow + 1s - 1us));
  CHECK(route.current() == routeFrom(1));

  CHECK(route.handleTimeout(kNow + 1s));
  CHECK(route.current() == routeFrom(2));
  CHECK_FALSE(route.isCurrentProven());
}

TEST_CASE("SendRoute leaves the old route when the new one is proven") {
  SendRoute route = moving();
  route.select(routeFrom(2), true, kNow);

  route.prove(routeFrom(2));

  CHECK(route.current() == routeFrom(2));
  CHECK(route.isCurrentProven());
  CHECK(route.nextTimeout() == kNever);
}

TEST_CASE("SendRoute leaves an old route at once that is silent") {
  SendRoute route = moving();

  route.select(routeFrom(2), false, kNow);

  CHECK(route.current() == routeFrom(2));
}

TEST_CASE("SendRoute leaves an old route at once that is closed") {
  SendRoute route = moving();
  route.select(routeFrom(2), true, kNow);

  route.forget(routeFrom(1));

  CHECK(route.current() == routeFrom(2));
}

TEST_CASE("SendRoute goes on by the old route for a second even if routes change all the time") {
  SendRoute route = moving();
  for (int i = 0; i < 100; ++i) {
    route.select(routeFrom(static_cast<uint16_t>(2 + i % 2)), true, kNow + i * 10ms);
  }

  CHECK(route.nextTimeout() == kNow + 1s);
}

TEST_CASE("SendRoute takes nothing where nothing is selected") {
  SendRoute route = moving();

  route.deselect();

  CHECK_FALSE(route.take(1));
  CHECK_FALSE(route.current());
}

TEST_CASE("SendRoute keeps the routes in use of an endpoint that shows too many") {
  SendRoute route = moving();
  route.select(routeFrom(2), true, kNow);
  for (uint16_t port = 100; port < 200; ++port) route.handleReceived(routeFrom(port), 100);

  CHECK(route.isProven(routeFrom(1)));
  CHECK(route.take(1'000'000));
}

}  // namespace
