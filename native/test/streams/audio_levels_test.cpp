// Mean audio levels, twice a second.
#include "streams/audio_levels.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::AudioLevels;

namespace {

constexpr Time kStart(1'700'000'000s);
constexpr Time kEnd = kStart + AudioLevels::kInterval;

TEST_CASE("AudioLevels is off until enabled") {
  AudioLevels levels;
  levels.add(0, 30);
  CHECK(levels.nextTimeout() == kNever);
  CHECK_FALSE(levels.takeDue(kStart + 1h));

  levels.enable(kStart);
  CHECK(levels.takeDue(kEnd)->empty());
}

TEST_CASE("AudioLevels speaks at the end of each interval, not before") {
  AudioLevels levels;
  levels.enable(kStart);
  levels.enable(kStart + 100ms);

  CHECK(levels.nextTimeout() == kEnd);
  CHECK_FALSE(levels.takeDue(kEnd - 1us));
  CHECK(levels.takeDue(kEnd));
  CHECK(levels.nextTimeout() == kEnd + AudioLevels::kInterval);
}

TEST_CASE("AudioLevels gives the mean of an interval, loudest first") {
  AudioLevels levels;
  levels.enable(kStart);
  levels.add(7, 127);
  for (const int level : {20, 30, 41}) levels.add(2, static_cast<uint8_t>(level));
  levels.add(5, 0);

  const auto entries = *levels.takeDue(kEnd);

  REQUIRE(entries.size() == 3);
  CHECK(entries[0].receiver == 5);
  CHECK(entries[0].level == 0);
  CHECK(entries[1].receiver == 2);
  CHECK(entries[1].level == -30);
  CHECK(entries[2].receiver == 7);
  CHECK(entries[2].level == -127);
}

TEST_CASE("AudioLevels starts each interval from nothing") {
  AudioLevels levels;
  levels.enable(kStart);
  levels.add(1, 10);
  levels.takeDue(kEnd);
  levels.add(1, 90);

  const auto entries = *levels.takeDue(kEnd + AudioLevels::kInterval);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].level == -90);
}

TEST_CASE("AudioLevels keeps its beat when a timer is a little late") {
  AudioLevels levels;
  levels.enable(kStart);
  levels.takeDue(kEnd + 30ms);
  CHECK(levels.nextTimeout() == kEnd + AudioLevels::kInterval);

  levels.takeDue(kEnd + 10s);
  CHECK(levels.nextTimeout() == kEnd + 10s + AudioLevels::kInterval);
}

TEST_CASE("AudioLevels forgets a receiver that is gone") {
  AudioLevels levels;
  levels.enable(kStart);
  levels.add(1, 10);
  levels.add(2, 20);
  levels.remove(1);
  levels.remove(9);

  const auto entries = *levels.takeDue(kEnd);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].receiver == 2);
}

TEST_CASE("AudioLevels drops what it has when disabled") {
  AudioLevels levels;
  levels.enable(kStart);
  levels.add(1, 10);
  levels.disable();
  CHECK(levels.nextTimeout() == kNever);

  levels.enable(kStart + 1s);
  CHECK(levels.takeDue(kStart + 2s)->empty());
}

}  // namespace
