// What is missing, and when it is asked for.
#include "streams/nack_list.h"

#include <map>
#include <set>

#include "base/random.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::NackList;

namespace {

constexpr Time kStart(1'700'000'000s);
constexpr int64_t kTurn = 0x10000;

// Numbers in the tests are those of the second turn.
void feed(NackList& list, std::initializer_list<int64_t> numbers, Time now = kStart) {
  for (const int64_t number : numbers) list.handlePacket(kTurn + number, now);
}

std::vector<int> values(const std::vector<SequenceNumber>& numbers) {
  std::vector<int> result;
  for (const SequenceNumber number : numbers) result.push_back(number.value());
  return result;
}

using Values = std::vector<int>;

TEST_CASE("NackList asks for what a gap leaves out") {
  struct Row {
    std::vector<int64_t> arrived;
    Values missing;
    size_t size;
  };
  const Row rows[] = {
      {{2371, 2372, 2373}, {}, 0},
      {{2381, 2380, 2379}, {}, 0},
      {{2381, 2383}, {2382}, 1},
      {{1, 3, 2, 4}, {}, 0},
      {{0xfffe, kTurn + 1}, {0xffff, 0}, 2},
      {{0xfffe, 0xffff, kTurn + 0}, {}, 0},
      {{0xfffe, 0xffff, kTurn + 1}, {0}, 1},
      {{1, 11}, {2, 3, 4, 5, 6, 7, 8, 9, 10}, 9},
      {{1, 3, 5, 7}, {2, 4, 6}, 3},
      {{1, 5, 3}, {2, 4}, 2},
  };
  for (const Row& row : rows) {
    NackList list;
    for (const int64_t number : row.arrived) list.handlePacket(kTurn + number, kStart);

    CHECK(list.size() == row.size);
    CHECK(values(list.takeDue(kStart + NackList::kReorderDelay)) == row.missing);
    CHECK_FALSE(list.takeKeyFrameNeed());
  }
}

TEST_CASE("NackList asks after the reorder delay, not before") {
  NackList list;
  feed(list, {1, 3});

  CHECK(list.nextTimeout() == kStart + NackList::kReorderDelay);
  CHECK(list.takeDue(kStart + NackList::kReorderDelay - 1us).empty());
  CHECK(values(list.takeDue(kStart + NackList::kReorderDelay)) == Values{2});
}

TEST_CASE("NackList asks at once when a second newer packet arrives") {
  NackList list;
  feed(list, {1, 3});
  CHECK(list.takeDue(kStart).empty());

  feed(list, {4});
  CHECK(list.nextTimeout() == kStart);
  CHECK(values(list.takeDue(kStart)) == Values{2});
}

TEST_CASE("NackList does not ask for swapped neighbours") {
  NackList list;
  feed(list, {1, 3, 2, 4, 6, 5, 7});
  CHECK(list.nextTimeout() == kNever);
  CHECK(list.takeDue(kStart + 1s).empty());
}

TEST_CASE("NackList repeats each round trip, not earlier") {
  for (const Duration roundTripTime : {Duration(40ms), Duration(250ms)}) {
    NackList list;
    list.setRoundTripTime(roundTripTime);
    feed(list, {1, 3, 4});
    list.takeDue(kStart);

    CHECK(list.nextTimeout() == kStart + roundTripTime);
    CHECK(list.takeDue(kStart + roundTripTime - 1us).empty());
    CHECK(values(list.takeDue(kStart + roundTripTime)) == Values{2});
  }
}

TEST_CASE("NackList takes a round trip of 100 ms until it is told") {
  NackList list;
  feed(list, {1, 3, 4});
  list.takeDue(kStart);
  CHECK(list.nextTimeout() == kStart + 100ms);
}

TEST_CASE("NackList asks again later where repairs take long") {
  NackList list;
  Time now = kStart;
  size_t asked = 0;
  int64_t number = 1;
  list.handlePacket(number, now);
  for (int losses = 0; losses < 20; ++losses) {
    list.handlePacket(number + 2, now);
    list.handlePacket(number + 3, now);
    asked = 0;
    for (const Time end = now + 400ms; now < end; now += 10ms) asked += list.takeDue(now).size();
    CHECK(list.handlePacket(number + 1, now, true));
    number += 3;
  }
  CHECK(asked <= 2);
}

TEST_CASE("NackList is not made impatient by quick repairs, nor patient by reordering") {
  NackList list;
  feed(list, {1, 3, 4});
  list.takeDue(kStart);
  list.handlePacket(kTurn + 2, kStart + 5ms, true);
  feed(list, {6, 7}, kStart + 5ms);
  list.takeDue(kStart + 5ms);
  CHECK(list.nextTimeout() >= kStart + 100ms);
  list.handlePacket(kTurn + 5, kStart + 5s, false);
  feed(list, {9, 10}, kStart + 5s);
  list.takeDue(kStart + 5s);
  CHECK(list.nextTimeout() <= kStart + 5s + 100ms);
}

TEST_CASE("NackList never repeats faster than its floor") {
  NackList list;
  list.setRoundTripTime(1ms);
  feed(list, {1, 3, 4});
  list.takeDue(kStart);
  CHECK(list.nextTimeout() == kStart + NackList::kMinInterval);
}

TEST_CASE("NackList gives a packet up after its last try") {
  NackList list;
  feed(list, {1, 3, 4});
  int tries = 0;
  Time now = kStart;
  for (; list.nextTimeout() != kNever; now = list.nextTimeout()) {
    tries += static_cast<int>(list.takeDue(now).size());
  }

  CHECK(tries == NackList::kMaxTries);
  CHECK(list.size() == 0);
}

TEST_CASE("NackList says whether a packet had been asked for") {
  NackList list;
  feed(list, {1, 4, 5});
  CHECK_FALSE(list.handlePacket(kTurn + 2, kStart));
  list.takeDue(kStart);
  CHECK(list.handlePacket(kTurn + 3, kStart));
  CHECK_FALSE(list.handlePacket(kTurn + 3, kStart));
  CHECK(list.nextTimeout() == kNever);
}

TEST_CASE("NackList drops what is older than the key frame before the last") {
  NackList list;
  feed(list, {1, 11, 12});
  list.handleKeyFrame(kTurn + 12);
  CHECK(list.size() == 9);

  feed(list, {13});
  list.handleKeyFrame(kTurn + 13);
  CHECK(list.size() == 0);
  CHECK(list.nextTimeout() == kNever);
}

TEST_CASE("NackList keeps what is newer than the key frame before the last") {
  NackList list;
  feed(list, {1, 3});
  list.handleKeyFrame(kTurn + 3);
  feed(list, {5, 7});
  list.handleKeyFrame(kTurn + 7);
  list.handleKeyFrame(kTurn + 7);  // its second packet may say so again
  CHECK(values(list.takeDue(kStart + 1s)) == Values{4, 6});
}

TEST_CASE("NackList shrinks as late packets arrive") {
  NackList list;
  feed(list, {1, 300});
  CHECK(list.size() == 298);
  for (int64_t number = 2; number < 100; ++number) feed(list, {number});
  CHECK(list.size() == 200);
}

TEST_CASE("NackList asks for a key frame once when a gap is over the limit") {
  const int64_t limit = NackList::kMaxMissing;
  NackList list;
  feed(list, {1, 2 + limit});
  CHECK(list.size() == NackList::kMaxMissing);
  CHECK_FALSE(list.takeKeyFrameNeed());

  NackList other;
  feed(other, {1, 3 + limit});
  CHECK(other.size() == 0);
  CHECK(other.takeKeyFrameNeed());
  CHECK_FALSE(other.takeKeyFrameNeed());
  CHECK(other.nextTimeout() == kNever);
}

TEST_CASE("NackList makes room below the last key frame before it gives up") {
  NackList list;
  feed(list, {1, 300});
  list.handleKeyFrame(kTurn + 300);
  feed(list, {600});

  CHECK(list.size() == 299);
  CHECK_FALSE(list.takeKeyFrameNeed());
}

TEST_CASE("NackList drops what is too old to be of use") {
  NackList list;
  feed(list, {1, 3});
  for (int64_t number = 4; number <= 2 + NackList::kMaxAge; ++number) feed(list, {number});
  CHECK(list.size() == 1);
  feed(list, {3 + NackList::kMaxAge});
  CHECK(list.size() == 0);
}

TEST_CASE("NackList asks in portions that fit into one datagram") {
  NackList list;
  feed(list, {1, 402, 403});

  CHECK(list.takeDue(kStart).size() == NackList::kMaxPerTake);
  CHECK(list.nextTimeout() == kStart);
  CHECK(list.takeDue(kStart).size() == 150);
  CHECK(list.takeDue(kStart).empty());
}

TEST_CASE("NackList forgets all on a restart") {
  NackList list;
  feed(list, {1, 3});
  list.restart(kTurn + 5000);
  CHECK(list.size() == 0);

  feed(list, {5002});
  CHECK(values(list.takeDue(kStart + 1s)) == Values{5001});
}

// A lossy, reordering path that answers no NACK: every number that stays out is
// asked for, none that arrived before is, and none too often.
TEST_CASE("NackList asks for every missing packet within its limits") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    NackList list;
    std::map<uint16_t, int> asked;
    std::set<uint16_t> arrived;
    std::multimap<Time, int64_t> onTheWay;
    const int64_t first = kTurn + 0xff00;
    for (int64_t i = 0; i < 1500; ++i) {
      const Time sentAt = kStart + i * 2ms;
      if (i != 0 && i != 1499 && random.below(10) == 0) continue;
      onTheWay.emplace(sentAt + Duration(random.below(8'000)), first + i);
    }

    const auto take = [&](Time now) {
      for (const SequenceNumber number : list.takeDue(now)) {
        REQUIRE_FALSE(arrived.contains(number.value()));
        REQUIRE(++asked[number.value()] <= NackList::kMaxTries);
      }
      REQUIRE(list.size() <= NackList::kMaxMissing);
    };
    int64_t oldest = INT64_MAX;
    for (const auto& [at, number] : onTheWay) {
      while (list.nextTimeout() <= at) take(list.nextTimeout());
      if (oldest == INT64_MAX) oldest = number;
      list.handlePacket(number, at);
      arrived.insert(static_cast<uint16_t>(number));
    }
    while (list.nextTimeout() != kNever) take(list.nextTimeout());

    CHECK_FALSE(list.takeKeyFrameNeed());
    for (int64_t number = oldest; number < first + 1500; ++number) {
      const auto value = static_cast<uint16_t>(number);
      if (!arrived.contains(value)) REQUIRE(asked[value] > 0);
    }
  }
}

}  // namespace
