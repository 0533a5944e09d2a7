#include "dtls/flight.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using dtls::Flight;
using dtls::FlightRepeater;
using dtls::kMaxDatagramSize;

namespace {

constexpr Time kStart = Time(1h);

/// A flight of one datagram of one byte.
Flight flightOf(uint8_t mark) {
  Flight flight;
  flight.append(std::vector<uint8_t>{mark});
  return flight;
}

int markOf(const Flight* flight) {
  return flight != nullptr ? flight->datagrams[0][0] : -1;
}

TEST_CASE("Flight joins records up to the largest datagram") {
  Flight flight;

  flight.append(std::vector<uint8_t>(kMaxDatagramSize - 1));
  flight.append(std::vector<uint8_t>(1));
  flight.append(std::vector<uint8_t>(1));

  REQUIRE(flight.datagrams.size() == 2);
  CHECK(flight.datagrams[0].size() == kMaxDatagramSize);
  CHECK(flight.datagrams[1].size() == 1);
}

TEST_CASE("FlightRepeater has nothing to do before the first flight") {
  FlightRepeater repeater;

  CHECK(repeater.nextTimeout() == kNever);
  CHECK(repeater.handleTimeout(kStart) == nullptr);
  CHECK(repeater.answer(kStart) == nullptr);
}

TEST_CASE("FlightRepeater goes through the variants, then stays at the last") {
  FlightRepeater repeater;
  repeater.start({flightOf(1), flightOf(2), flightOf(3)}, kStart);

  CHECK(markOf(repeater.handleTimeout(repeater.nextTimeout())) == 2);
  CHECK(markOf(repeater.handleTimeout(repeater.nextTimeout())) == 3);
  CHECK(markOf(repeater.handleTimeout(repeater.nextTimeout())) == 3);
}

TEST_CASE("FlightRepeater begins with the first interval at each new flight") {
  FlightRepeater repeater;
  repeater.start({flightOf(1)}, kStart);
  repeater.handleTimeout(kStart + 100ms);
  repeater.handleTimeout(kStart + 300ms);

  repeater.start({flightOf(2)}, kStart + 1s);

  CHECK(repeater.nextTimeout() == kStart + 1s + FlightRepeater::kFirstInterval);
}

TEST_CASE("FlightRepeater puts the timer off when it answers") {
  FlightRepeater repeater;
  repeater.start({flightOf(1), flightOf(2)}, kStart);

  CHECK(markOf(repeater.answer(kStart + 60ms)) == 2);

  CHECK(repeater.nextTimeout() == kStart + 160ms);
}

TEST_CASE("FlightRepeater answers after it was stopped, but does not begin again") {
  FlightRepeater repeater;
  repeater.start({flightOf(1)}, kStart);
  repeater.stop();

  CHECK(markOf(repeater.answer(kStart + 10s)) == 1);

  CHECK(repeater.nextTimeout() == kNever);
}

TEST_CASE("FlightRepeater has nothing to say once it is cleared") {
  FlightRepeater repeater;
  repeater.start({flightOf(1)}, kStart);

  repeater.clear();

  CHECK(repeater.answer(kStart + 10s) == nullptr);
  CHECK(repeater.nextTimeout() == kNever);
}

}  // namespace
