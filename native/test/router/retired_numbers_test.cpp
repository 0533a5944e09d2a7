#include "router/retired_numbers.h"

#include "test/kit/check.h"

using namespace sfu;
using router::FirstNumbers;
using router::RetiredNumbers;

namespace {

FirstNumbers from(uint16_t sequence) {
  return {.media = {SequenceNumber(sequence), 0}};
}

TEST_CASE("RetiredNumbers gives an SSRC its numbers back, once") {
  RetiredNumbers retired;
  retired.add(Ssrc(1), from(10));
  retired.add(Ssrc(1), from(20));

  CHECK(retired.take(Ssrc(1))->media.sequence == SequenceNumber(20));
  CHECK_FALSE(retired.take(Ssrc(1)));
  CHECK_FALSE(retired.take(Ssrc(2)));
}

TEST_CASE("RetiredNumbers forgets the oldest of too many") {
  RetiredNumbers retired;
  for (uint32_t ssrc = 1; ssrc <= 3 * RetiredNumbers::kMax; ++ssrc)
    retired.add(Ssrc(ssrc), from(1));

  CHECK(retired.size() == RetiredNumbers::kMax);
  CHECK_FALSE(retired.take(Ssrc(2 * RetiredNumbers::kMax)));
  CHECK(retired.take(Ssrc(2 * RetiredNumbers::kMax + 1)));
}

}  // namespace
