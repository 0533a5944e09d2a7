// The shared history of a received stream.
#include "streams/packet_history.h"

#include <map>

#include "base/random.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::PacketHistory;

namespace {

constexpr Time kStart(1'700'000'000s);
constexpr int64_t kTurn = 0x10000;

struct Fixture {
  PacketPool pool;
  streams::HistoryBudget budget;
  PacketHistory history{1024};

  void insert(int64_t number, Time now) {
    const uint8_t content[] = {static_cast<uint8_t>(number)};
    history.insert(kTurn + number, pool.copy(content), {}, budget, now);
  }
  bool has(int64_t number, Time now) {
    const auto* packet = history.find(kTurn + number, now);
    return packet != nullptr && packet->buffer->bytes()[0] == static_cast<uint8_t>(number);
  }
};

TEST_CASE("PacketHistory finds what was stored, in order or not") {
  Fixture fixture;
  for (const int64_t number : {5, 8, 6}) fixture.insert(number, kStart);

  for (const int64_t number : {5, 6, 8}) CHECK(fixture.has(number, kStart));
  for (const int64_t number : {4, 7, 9}) CHECK_FALSE(fixture.has(number, kStart));
  CHECK(fixture.history.find(-1, kStart) == nullptr);
}

TEST_CASE("PacketHistory shares the buffer that it was given") {
  Fixture fixture;
  const PacketRef buffer = fixture.pool.acquire();
  buffer->resize(1200);
  fixture.history.insert(1, buffer, {}, fixture.budget, kStart);
  CHECK(fixture.pool.inUse() == 1);
  CHECK(&*fixture.history.find(1, kStart)->buffer == &*buffer);
}

TEST_CASE("PacketHistory gives a packet up at three seconds, not before") {
  Fixture fixture;
  fixture.insert(1, kStart);
  const Time end = kStart + PacketHistory::kMaxAge;

  CHECK(fixture.has(1, end - 1us));
  CHECK_FALSE(fixture.has(1, end));
}

TEST_CASE("PacketHistory returns buffers to their pool as they grow old") {
  Fixture fixture;
  for (int64_t number = 0; number < 100; ++number) fixture.insert(number, kStart + number * 10ms);

  fixture.history.expire(fixture.budget, kStart + PacketHistory::kMaxAge + 490ms);
  CHECK(fixture.history.size() == 50);
  CHECK(fixture.pool.inUse() == 50);

  fixture.history.expire(fixture.budget, kStart + 1h);
  CHECK(fixture.pool.inUse() == 0);
}

TEST_CASE("PacketHistory keeps no more than its capacity") {
  Fixture fixture;
  for (int64_t number = 0; number < 5000; ++number) fixture.insert(number, kStart);

  CHECK(fixture.history.size() == 1024);
  CHECK(fixture.pool.inUse() == 1024);
  CHECK(fixture.has(5000 - 1024, kStart));
  CHECK_FALSE(fixture.has(4999 - 1024, kStart));
}

TEST_CASE("PacketHistory does not store what is older than its ring") {
  Fixture fixture;
  fixture.insert(3000, kStart);
  fixture.insert(3000 - 1024, kStart);
  CHECK_FALSE(fixture.has(3000 - 1024, kStart));
  CHECK(fixture.has(3000, kStart));

  fixture.insert(3001 - 1024, kStart);
  CHECK(fixture.has(3001 - 1024, kStart));
}

TEST_CASE("PacketHistory holds three seconds of a slow stream whatever its capacity") {
  Fixture fixture;
  for (int64_t number = 0; number < 1000; ++number) {
    const Time now = kStart + number * 20ms;
    fixture.insert(number, now);
    REQUIRE(fixture.history.size() <= 150);
    if (number >= 149) REQUIRE(fixture.has(number - 149, now));
  }
}

TEST_CASE("PacketHistory lets go of what a jump left behind") {
  Fixture fixture;
  for (int64_t number = 0; number < 1000; ++number) fixture.insert(number, kStart);
  fixture.insert(60'000, kStart + 1s);
  CHECK(fixture.has(60'000, kStart + 1s));

  fixture.history.expire(fixture.budget, kStart + PacketHistory::kMaxAge);
  fixture.history.expire(fixture.budget, kStart + PacketHistory::kMaxAge + 1s);
  CHECK(fixture.pool.inUse() == 0);
}

TEST_CASE("PacketHistory copies small packets out of large buffers") {
  Fixture fixture;
  for (int64_t number = 0; number < 1000; ++number) fixture.insert(number, kStart);
  CHECK(fixture.history.size() == 1000);
  CHECK(fixture.history.bytes() < 300 * 1000);
  CHECK(fixture.budget.used == fixture.history.bytes());
  CHECK(fixture.pool.bytes() < 1024 * 1024);
}

TEST_CASE("PacketHistory lets go of its oldest packets when the budget is used up") {
  Fixture fixture;
  fixture.budget.limit = 3000;
  for (int64_t number = 0; number < 100; ++number) fixture.insert(number, kStart);

  CHECK(fixture.budget.used <= 3000);
  CHECK(fixture.budget.packetsForgotten == 90);
  CHECK(fixture.has(99, kStart));
  CHECK(fixture.has(90, kStart));
  CHECK_FALSE(fixture.has(89, kStart));
}

TEST_CASE("PacketHistory keeps nothing while other histories hold the whole budget") {
  Fixture fixture;
  fixture.budget.limit = 3000;
  fixture.insert(1, kStart);
  fixture.budget.used += 3000;

  fixture.insert(2, kStart);
  CHECK(fixture.history.size() == 0);
  CHECK(fixture.pool.inUse() == 0);
  CHECK(fixture.budget.used == 3000);

  fixture.budget.used = 0;
  fixture.insert(3, kStart);
  CHECK(fixture.has(3, kStart));
}

TEST_CASE("PacketHistory goes on after a silence in which it gave everything back") {
  Fixture fixture;
  for (int64_t number = 0; number < 100; ++number) fixture.insert(number, kStart);
  fixture.history.expire(fixture.budget, kStart + 3s);
  CHECK(fixture.budget.used == 0);
  CHECK(fixture.history.bytes() == 0);

  fixture.insert(99, kStart + 4s);  // late
  fixture.insert(100, kStart + 4s);
  fixture.insert(70'000, kStart + 4s);
  fixture.insert(99, kStart + 4s);
  CHECK(fixture.has(70'000, kStart + 4s));
  fixture.history.expire(fixture.budget, kStart + 8s);
  CHECK(fixture.pool.inUse() == 0);
}

TEST_CASE("PacketHistory agrees with a plain map") {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    Fixture fixture;
    std::map<int64_t, Time> plain;
    int64_t newest = 0;
    Time now = kStart;
    for (int i = 0; i < 5000; ++i) {
      now += Duration(random.below(10'000));
      int64_t number = newest + 1 + random.below(3);
      if (random.below(4) == 0) number = std::max<int64_t>(0, newest - random.below(200));
      newest = std::max(newest, number);
      fixture.insert(number, now);
      plain[number] = now;

      const int64_t asked = std::max<int64_t>(0, newest - random.below(1000));
      const auto known = plain.find(asked);
      const bool isYoung = known != plain.end() && now - known->second < PacketHistory::kMaxAge;
      REQUIRE(fixture.has(asked, now) == isYoung);
      REQUIRE(fixture.pool.inUse() == fixture.history.size());
      REQUIRE(fixture.budget.used == fixture.history.bytes());
    }
    fixture.history.expire(fixture.budget, now + 3s);
    CHECK(fixture.pool.inUse() == 0);
  }
}

}  // namespace
