#include "srtp/rollover_counters.h"

#include "test/kit/check.h"

using namespace sfu;
using srtp::RolloverCounters;

namespace {

constexpr Ssrc kSsrc(1);

TEST_CASE("RolloverCounters begin with the sequence number as index") {
  RolloverCounters counters;
  CHECK(counters.indexOf(kSsrc, SequenceNumber(65535)) == 65535);
}

TEST_CASE("RolloverCounters count a wrap of the sequence number") {
  RolloverCounters counters;
  counters.indexOf(kSsrc, SequenceNumber(65535));
  CHECK(counters.indexOf(kSsrc, SequenceNumber(0)) == 0x10000);
}

TEST_CASE("RolloverCounters count a wrap in which packets are missing") {
  RolloverCounters counters;
  counters.indexOf(kSsrc, SequenceNumber(65000));
  CHECK(counters.indexOf(kSsrc, SequenceNumber(900)) == 0x10000 + 900);
}

TEST_CASE("RolloverCounters give a packet from before the wrap the index it had") {
  RolloverCounters counters;
  const uint64_t first = counters.indexOf(kSsrc, SequenceNumber(65530));
  counters.indexOf(kSsrc, SequenceNumber(3));

  CHECK(counters.indexOf(kSsrc, SequenceNumber(65530)) == first);
  CHECK(counters.indexOf(kSsrc, SequenceNumber(4)) == 0x10004);
}

TEST_CASE("RolloverCounters go on for many turns") {
  RolloverCounters counters;
  uint64_t wrong = 0;
  for (uint64_t index = 40000; index < 10 * 0x10000; index += 7) {
    if (counters.indexOf(kSsrc, SequenceNumber(static_cast<uint16_t>(index))) != index) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("RolloverCounters give an index of its own to what lies before a stream's beginning") {
  RolloverCounters counters;
  counters.indexOf(kSsrc, SequenceNumber(0));

  CHECK(counters.indexOf(kSsrc, SequenceNumber(65535)) == 0xffff'ffff'ffff);
  CHECK(counters.indexOf(kSsrc, SequenceNumber(1)) == 1);
}

TEST_CASE("RolloverCounters count half a turn as RFC 3711 does") {
  RolloverCounters counters;
  counters.indexOf(kSsrc, SequenceNumber(100));
  CHECK(counters.indexOf(kSsrc, SequenceNumber(100 + 0x8000)) == 100 + 0x8000);
  CHECK(counters.indexOf(kSsrc, SequenceNumber(100)) == 100);
  CHECK(counters.indexOf(kSsrc, SequenceNumber(99)) == 0x10000 + 99);
}

TEST_CASE("RolloverCounters keep thousands of streams apart") {
  constexpr uint32_t kStreams = 3000;
  RolloverCounters counters;
  for (const uint16_t number : std::initializer_list<uint16_t>{65535, 0, 1}) {
    for (uint32_t i = 0; i < kStreams; ++i)
      counters.indexOf(Ssrc(i * 65536), SequenceNumber(number));
  }

  uint64_t wrong = 0;
  for (uint32_t i = 0; i < kStreams; ++i) {
    if (counters.indexOf(Ssrc(i * 65536), SequenceNumber(2)) != 0x10002) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(counters.size() == kStreams);
}

TEST_CASE("RolloverCounters know SSRC zero") {
  RolloverCounters counters;
  counters.indexOf(Ssrc(0), SequenceNumber(65535));
  CHECK(counters.indexOf(Ssrc(0), SequenceNumber(0)) == 0x10000);
  CHECK(counters.size() == 1);
}

TEST_CASE("RolloverCounters report no reuse while numbers are new") {
  RolloverCounters counters;
  for (const uint16_t number : std::initializer_list<uint16_t>{5, 9, 8, 7, 300, 301, 299, 6}) {
    counters.indexOf(kSsrc, SequenceNumber(number));
  }
  CHECK(counters.reused() == 0);
}

TEST_CASE("RolloverCounters report each index that is used again") {
  RolloverCounters counters;
  for (const uint16_t number : std::initializer_list<uint16_t>{5, 9, 9, 5, 8, 8})
    counters.indexOf(kSsrc, SequenceNumber(number));
  CHECK(counters.reused() == 3);
}

TEST_CASE("RolloverCounters look sixty-three packets back for reuse, not sixty-four") {
  RolloverCounters counters;
  counters.indexOf(kSsrc, SequenceNumber(100));
  counters.indexOf(kSsrc, SequenceNumber(163));
  counters.indexOf(kSsrc, SequenceNumber(100));
  CHECK(counters.reused() == 1);

  counters.indexOf(kSsrc, SequenceNumber(164));
  counters.indexOf(kSsrc, SequenceNumber(100));
  CHECK(counters.reused() == 1);
}

}  // namespace
