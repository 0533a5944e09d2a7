// Sequence numbers and timestamps without a seam.
#include "streams/rewriter.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/random.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::kMaxDropout;
using streams::Numbers;
using streams::Rewriter;
using streams::SequenceWindow;

namespace {

constexpr Time kStart(1'700'000'000s);
constexpr uint32_t kClockRate = 90'000;
constexpr int64_t kTurn = 0x10000;

Rewriter startingAt(uint16_t sequence, uint32_t timestamp = 0) {
  return Rewriter({SequenceNumber(sequence), timestamp}, kClockRate);
}

// The output number of one packet of source 1, or -1.
int sequenceOf(Rewriter& rewriter, int64_t input, uint32_t source = 1) {
  const auto numbers = rewriter.rewrite(source, kTurn + input, 0, kStart);
  return numbers ? numbers->sequence.value() : -1;
}

struct Step {
  enum Kind { kForward, kSkip, kRestart } kind;
  int64_t input = 0;
  int output = 0;
};
constexpr auto kForward = Step::kForward;
constexpr auto kSkip = Step::kSkip;
constexpr auto kRestart = Step::kRestart;

struct Row {
  const char* title;
  uint16_t first;
  std::vector<Step> steps;
};
const Row kRows[] = {
    {"a constant distance", 100, {{kForward, 5, 100}, {kForward, 6, 101}, {kForward, 7, 102}}},
    {"the same numbers if the first is the same", 5, {{kForward, 5, 5}, {kForward, 6, 6}}},
    {"gaps stay gaps", 100, {{kForward, 5, 100}, {kForward, 9, 104}, {kForward, 10, 105}}},
    {"reordered input stays reordered",
     100,
     {{kForward, 5, 100}, {kForward, 8, 103}, {kForward, 7, 102}, {kForward, 6, 101}}},
    {"the output wraps", 65534, {{kForward, 5, 65534}, {kForward, 6, 65535}, {kForward, 7, 0}}},
    {"the input wraps",
     10,
     {{kForward, 65534, 10},
      {kForward, 65535, 11},
      {kForward, kTurn, 12},
      {kForward, 65533 + 4, 13}}},
    {"big jumps pass through",
     0,
     {{kForward, 0, 0},
      {kForward, kMaxDropout - 1, kMaxDropout - 1},
      {kForward, kMaxDropout, kMaxDropout}}},
    {"a jump beyond loss does not", 0, {{kForward, 0, 0}, {kForward, kMaxDropout, 1}}},
    {"a skipped number closes its hole for later numbers",
     100,
     {{kForward, 0, 100}, {kForward, 1, 101}, {kSkip, 2}, {kForward, 3, 102}, {kForward, 4, 103}}},
    {"numbers older than a skipped one keep their place",
     100,
     {{kForward, 0, 100},
      {kForward, 1, 101},
      {kSkip, 4},
      {kForward, 5, 104},
      {kForward, 3, 103},
      {kForward, 2, 102}}},
    {"skips between late numbers each count",
     100,
     {{kForward, 0, 100},
      {kSkip, 2},
      {kSkip, 4},
      {kForward, 6, 104},
      {kForward, 5, 103},
      {kForward, 3, 102},
      {kForward, 1, 101}}},
    {"skipping what is older than a forwarded number changes nothing",
     100,
     {{kForward, 0, 100}, {kForward, 3, 103}, {kSkip, 1}, {kForward, 4, 104}, {kForward, 2, 102}}},
    {"a skipped number has no place", 100, {{kForward, 0, 100}, {kSkip, 1}, {kForward, 1, -1}}},
    {"skipping twice counts once",
     100,
     {{kForward, 0, 100}, {kSkip, 1}, {kSkip, 1}, {kForward, 2, 101}}},
    {"skips across a wrap",
     65534,
     {{kForward, 65534, 65534},
      {kSkip, 65535},
      {kForward, 65536, 65535},
      {kSkip, 65537},
      {kForward, 65538, 0}}},
    {"a skip before a jump",
     0,
     {{kForward, 0, 0}, {kSkip, 1}, {kForward, 2, 1}, {kForward, 1000, 999}}},
    {"a skip after a jump",
     0,
     {{kForward, 0, 0}, {kForward, 1000, 1000}, {kSkip, 1001}, {kForward, 1002, 1001}}},
    {"a skip before the first packet does nothing", 7, {{kSkip, 1}, {kForward, 2, 7}}},
    {"a skip far ahead starts anew behind it",
     7,
     {{kForward, 0, 7}, {kSkip, kMaxDropout}, {kForward, kMaxDropout + 1, 8}}},
    {"nothing from before the first packet passes", 7, {{kForward, 5, 7}, {kForward, 4, -1}}},
    {"a restart goes on at the next number",
     7,
     {{kForward, 5, 7},
      {kForward, 6, 8},
      {kRestart},
      {kForward, 500, 9},
      {kForward, 502, 11},
      {kForward, 501, 10}}},
    {"nothing from before a restart passes",
     7,
     {{kForward, 5, 7}, {kRestart}, {kForward, 500, 8}, {kForward, 499, -1}}},
    {"a restart behind a skipped number leaves no hole",
     7,
     {{kForward, 5, 7}, {kSkip, 6}, {kRestart}, {kForward, 500, 8}}},
};

TEST_CASE("Rewriter maps sequence numbers as the table says") {
  for (const Row& row : kRows) {
    CAPTURE(row.title);
    Rewriter rewriter = startingAt(row.first);
    for (const Step& step : row.steps) {
      CAPTURE(step.input);
      if (step.kind == kForward) CHECK(sequenceOf(rewriter, step.input) == step.output);
      if (step.kind == kSkip) rewriter.skip(1, kTurn + step.input);
      if (step.kind == kRestart) rewriter.restart();
    }
  }
}

TEST_CASE("Rewriter forgets the place of a packet behind its window") {
  Rewriter rewriter = startingAt(0);
  sequenceOf(rewriter, 0);
  sequenceOf(rewriter, SequenceWindow::kSize);
  CHECK(sequenceOf(rewriter, 1) == 1);
  CHECK(sequenceOf(rewriter, 0) == -1);
}

TEST_CASE("Rewriter continues with another source at the next number") {
  Rewriter rewriter = startingAt(65535);
  CHECK_FALSE(rewriter.source());
  CHECK(sequenceOf(rewriter, 50, 1) == 65535);
  CHECK(sequenceOf(rewriter, 9000, 2) == 0);
  CHECK(sequenceOf(rewriter, 8999, 2) == -1);
  CHECK(sequenceOf(rewriter, 51, 1) == 1);
  CHECK(rewriter.source() == 1u);
}

TEST_CASE("Rewriter ignores a skip of a source that is not forwarded") {
  Rewriter rewriter = startingAt(10);
  sequenceOf(rewriter, 0, 1);
  rewriter.skip(2, kTurn + 1);
  CHECK(sequenceOf(rewriter, 1, 1) == 11);
}

TEST_CASE("Rewriter keeps a constant distance of timestamps within a source") {
  Rewriter rewriter = startingAt(0, 0xffff'ff00);
  CHECK(rewriter.rewrite(1, kTurn, 1000, kStart)->timestamp == 0xffff'ff00);
  CHECK(rewriter.rewrite(1, kTurn + 1, 1000, kStart + 1ms)->timestamp == 0xffff'ff00);
  CHECK(rewriter.rewrite(1, kTurn + 2, 4000, kStart + 50ms)->timestamp == 2744);
  CHECK(rewriter.rewrite(1, kTurn + 1, 1000, kStart + 60ms)->timestamp == 0xffff'ff00);
  CHECK(rewriter.timestampOffset() == 0xffff'ff00 - 1000);
}

TEST_CASE("Rewriter advances the timestamp of another source by the time since the last frame") {
  Rewriter rewriter = startingAt(0, 5000);
  rewriter.rewrite(1, kTurn, 777, kStart);
  rewriter.rewrite(1, kTurn + 1, 777, kStart + 5ms);  // still the same frame

  CHECK(rewriter.rewrite(2, kTurn, 123'456, kStart + 40ms)->timestamp == 5000 + 40 * 90);
  CHECK(rewriter.rewrite(2, kTurn + 1, 123'556, kStart + 41ms)->timestamp == 5000 + 40 * 90 + 100);
}

TEST_CASE("Rewriter never lets a timestamp stand still over a change of source") {
  for (const Duration passed : {Duration(0us), Duration(-3ms), Duration(5us)}) {
    Rewriter rewriter = startingAt(0, 5000);
    rewriter.rewrite(1, kTurn, 777, kStart);
    CHECK(rewriter.rewrite(2, kTurn, 9, kStart + passed)->timestamp == 5001);
  }
}

TEST_CASE("Rewriter puts another source where its reports say, not where it arrived") {
  Rewriter rewriter = startingAt(0, 5000);
  rewriter.rewrite(1, kTurn, 1000, kStart);

  rewriter.align(1000 - 70'000);  // what source 2 calls 70000, source 1 calls 1000
  CHECK(rewriter.rewrite(2, kTurn, 73'000, kStart + 90ms)->timestamp == 8000);
  CHECK(rewriter.rewrite(2, kTurn + 1, 76'000, kStart + 91ms)->timestamp == 11'000);
}

TEST_CASE("Rewriter gives a frame that was captured too early the next tick, and comes back") {
  Rewriter rewriter = startingAt(0, 5000);
  rewriter.rewrite(1, kTurn, 1000, kStart);

  rewriter.align(1000 - 70'000);
  CHECK(rewriter.rewrite(2, kTurn, 67'000, kStart + 1ms)->timestamp == 5001);
  CHECK(rewriter.rewrite(2, kTurn + 1, 70'000, kStart + 34ms)->timestamp == 8001);
  CHECK(rewriter.timestampOffset() == 5001 - 67'000u);

  // The lead of that segment is not passed on to the next one.
  rewriter.align(70'000 - 1000);
  CHECK(rewriter.rewrite(1, kTurn + 9, 10'000, kStart + 100ms)->timestamp == 14'000);
}

TEST_CASE("Rewriter does not believe reports that are a second beside the clock") {
  Rewriter rewriter = startingAt(0, 5000);
  rewriter.rewrite(1, kTurn, 1000, kStart);

  rewriter.align(1000 - 70'000);
  CHECK(rewriter.rewrite(2, kTurn, 70'000 + 95'000, kStart + 40ms)->timestamp == 5000 + 40 * 90);
}

TEST_CASE("Rewriter aligns the next source only") {
  Rewriter rewriter = startingAt(0, 5000);
  rewriter.rewrite(1, kTurn, 1000, kStart);
  rewriter.align(1000 - 70'000);
  rewriter.rewrite(2, kTurn, 73'000, kStart + 33ms);

  CHECK(rewriter.rewrite(3, kTurn, 1, kStart + 43ms)->timestamp == 8000 + 10 * 90);
}

TEST_CASE("Rewriter keeps the timestamps of a source that paused") {
  Rewriter rewriter = startingAt(0, 5000);
  rewriter.rewrite(1, kTurn, 0, kStart);
  rewriter.restart();

  // Ten seconds by the source's clock, half a second more by ours.
  const auto numbers = rewriter.rewrite(1, kTurn + 300, 900'000, kStart + 10'500ms);
  CHECK(numbers->timestamp == 905'000);
  CHECK(numbers->sequence.value() == 1);
}

TEST_CASE("Rewriter follows its own clock when a paused source has a new timestamp base") {
  Rewriter rewriter = startingAt(0, 5000);
  rewriter.rewrite(1, kTurn, 0, kStart);
  rewriter.restart();

  CHECK(rewriter.rewrite(1, kTurn + 300, 3'000'000'000, kStart + 10s)->timestamp == 905'000);
}

TEST_CASE("Rewriter bridges hours between two sources") {
  Rewriter rewriter = startingAt(0, 0);
  rewriter.rewrite(1, kTurn, 0, kStart);
  const auto expected = static_cast<uint32_t>(20ull * 3600 * kClockRate);
  CHECK(rewriter.rewrite(2, kTurn, 42, kStart + 20h)->timestamp == expected);
}

// Whatever comes in, in whatever order: no two packets get one number within
// what SRTP can tell apart, and in-order packets never go back.
TEST_CASE("Rewriter never gives a sequence number twice") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    Rewriter rewriter = startingAt(static_cast<uint16_t>(random.below(0x10000)));
    std::map<uint32_t, int64_t> newest = {{1, kTurn + 60'000}, {2, kTurn}, {3, 2 * kTurn}};
    std::map<uint32_t, std::set<int64_t>> seen;
    std::vector<uint16_t> given;
    std::vector<bool> isUsed(0x10000);
    uint32_t source = 1;
    Time now = kStart;
    for (int i = 0; i < 20'000; ++i) {
      now += 1ms;
      if (random.below(500) == 0) source = 1 + random.below(3);
      if (random.below(1000) == 0) rewriter.restart();
      int64_t sequence = newest[source] + 1 + (random.below(20) == 0 ? random.below(5) : 0);
      if (random.below(2000) == 0) sequence += random.below(60'000);
      if (random.below(10) == 0) sequence -= random.below(1100);
      if (!seen[source].insert(sequence).second) continue;
      newest[source] = std::max(newest[source], sequence);
      if (random.below(3) == 0) {
        rewriter.skip(source, sequence);
        continue;
      }
      const auto numbers = rewriter.rewrite(source, sequence, 0, now);
      if (!numbers) continue;
      REQUIRE_FALSE(isUsed[numbers->sequence.value()]);
      isUsed[numbers->sequence.value()] = true;
      given.push_back(numbers->sequence.value());
      // Half a turn later a number may come back.
      if (given.size() > 0x2000) isUsed[given[given.size() - 0x2000 - 1]] = false;
    }
    CHECK(given.size() > 5000);
  }
}

// A viewer of every second packet on a path with loss and reordering sees
// exactly the losses as gaps.
TEST_CASE("Rewriter leaves gaps for losses only") {
  SeededRandom random(5);
  Rewriter rewriter = startingAt(0);
  std::vector<int64_t> arrivals;
  std::set<int> lost;
  for (int64_t i = 0; i < 4000; ++i) {
    if (i > 0 && i < 3999 && random.below(20) == 0) {
      lost.insert(static_cast<int>(i));
    } else {
      arrivals.push_back(i);
    }
  }
  // A lost number that would have been skipped remains as a gap as well: nobody knows.
  std::set<int> outputs;
  for (const int64_t number : arrivals) {
    if (number % 2 == 1) {
      rewriter.skip(1, kTurn + number);
    } else {
      outputs.insert(sequenceOf(rewriter, number));
    }
  }
  const int count = *outputs.rbegin() - *outputs.begin() + 1;
  CHECK(count - static_cast<int>(outputs.size()) ==
        static_cast<int>(std::count_if(lost.begin(), lost.end(), [](int n) { return n < 3998; })));
}

}  // namespace
