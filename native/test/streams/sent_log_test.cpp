// What a sender remembers for repairs.
#include "streams/sent_log.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::Numbers;
using streams::SentLog;

namespace {

constexpr Time kStart(1'700'000'000s);

Numbers numbers(uint16_t sequence, uint32_t timestamp = 0) {
  return {SequenceNumber(sequence), timestamp};
}

std::optional<SentLog::Repair> repairAt(const SentLog& log, Time now) {
  const auto entry = log.find(SequenceNumber(10), now, 100ms);
  return entry ? std::optional(entry->repair) : std::nullopt;
}

TEST_CASE("SentLog knows nothing before the first packet") {
  SentLog log;
  CHECK_FALSE(log.find(SequenceNumber(0), kStart, 100ms));
}

TEST_CASE("SentLog finds where a packet came from") {
  SentLog log;
  log.record(numbers(65535, 77), 3, 70'000, {.pictureId = 9, .tl0PicIdx = 2});
  log.record(numbers(0, 78), 4, 90'000);

  const auto before = log.find(SequenceNumber(65535), kStart, 100ms);
  const auto after = log.find(SequenceNumber(0), kStart, 100ms);

  REQUIRE(before);
  CHECK(before->source == 3);
  CHECK(before->extendedSequence == 70'000);
  CHECK(before->timestamp == 77);
  CHECK(before->shift == streams::PictureShift{.pictureId = 9, .tl0PicIdx = 2});
  REQUIRE(after);
  CHECK(after->source == 4);
  CHECK_FALSE(log.find(SequenceNumber(1), kStart, 100ms));
}

TEST_CASE("SentLog forgets a packet when its place is taken") {
  SentLog log;
  log.record(numbers(10), 1, 10);
  log.record(numbers(10 + SentLog::kCapacity), 1, 2000);

  CHECK_FALSE(log.find(SequenceNumber(10), kStart, 100ms));
  CHECK(log.find(SequenceNumber(10 + SentLog::kCapacity), kStart, 100ms));
}

TEST_CASE("SentLog sends nothing again within a round trip") {
  SentLog log;
  log.record(numbers(10), 1, 10);

  CHECK(repairAt(log, kStart) == SentLog::Repair::kDue);
  CHECK(repairAt(log, kStart) == SentLog::Repair::kDue);  // nobody sent it yet
  log.handleResent(SequenceNumber(10), kStart);

  CHECK(repairAt(log, kStart) == SentLog::Repair::kTooSoon);
  CHECK(repairAt(log, kStart + 100ms - 1us) == SentLog::Repair::kTooSoon);
  CHECK(repairAt(log, kStart + 100ms) == SentLog::Repair::kDue);
}

TEST_CASE("SentLog sends no packet again more than three times") {
  SentLog log;
  log.record(numbers(10), 1, 10);
  for (int i = 0; i < 3; ++i) {
    CHECK(repairAt(log, kStart + i * 1s) == SentLog::Repair::kDue);
    log.handleResent(SequenceNumber(10), kStart + i * 1s);
  }
  CHECK(repairAt(log, kStart + 10s) == SentLog::Repair::kTooOften);

  log.record(numbers(10), 1, 70'000);  // another packet under the same number
  CHECK(repairAt(log, kStart + 10s) == SentLog::Repair::kDue);
}

}  // namespace
