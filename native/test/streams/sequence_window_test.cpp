// Marks on the newest sequence numbers.
#include "streams/sequence_window.h"

#include <set>

#include "base/random.h"
#include "test/kit/check.h"

using namespace sfu;
using streams::SequenceWindow;

namespace {

TEST_CASE("SequenceWindow covers as many numbers as its size") {
  SequenceWindow window;
  window.reset(5000);

  CHECK(window.covers(5000));
  CHECK_FALSE(window.covers(5001));
  CHECK(window.covers(5001 - SequenceWindow::kSize));
  CHECK_FALSE(window.covers(5000 - SequenceWindow::kSize));
}

TEST_CASE("SequenceWindow forgets marks that it moved past") {
  SequenceWindow window;
  window.reset(100);
  window.set(100);
  window.advanceTo(100 + SequenceWindow::kSize - 1);
  CHECK(window.has(100));

  window.advanceTo(100 + SequenceWindow::kSize);
  CHECK_FALSE(window.has(100 + SequenceWindow::kSize));
  CHECK(window.countAfter(101) == 0);
}

TEST_CASE("SequenceWindow counts marks as a plain set would") {
  SeededRandom random(11);
  SequenceWindow window;
  std::set<int64_t> plain;
  window.reset(70'000);
  for (int round = 0; round < 3000; ++round) {
    const int64_t newest = window.newest() + 1 + random.below(random.below(50) == 0 ? 300 : 2);
    window.advanceTo(newest);
    if (random.below(2) == 0) {
      window.set(newest);
      plain.insert(newest);
    }
    const int64_t from = newest - random.below(SequenceWindow::kSize);
    const auto expected = std::distance(plain.upper_bound(from), plain.end());
    if (from >= 70'000) REQUIRE(window.countAfter(from) == expected);
    if (from >= 70'000) REQUIRE(window.has(from) == plain.contains(from));
  }
}

}  // namespace
