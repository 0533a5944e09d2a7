#include "rtcp/nack.h"

#include "base/random.h"
#include "test/rtcp/rtcp_kit.h"

using namespace sfu;
using rtcp::Nack;

namespace {

std::vector<uint16_t> numbersOf(const Nack& nack) {
  std::vector<uint16_t> numbers;
  for (const SequenceNumber lost : nack.lost) numbers.push_back(lost.value());
  return numbers;
}

Nack nackOf(const std::vector<uint16_t>& numbers) {
  Nack nack{.sender = Ssrc(1), .media = Ssrc(0x6b8b4567), .lost = {}};
  for (const uint16_t number : numbers) nack.lost.emplace_back(number);
  return nack;
}

TEST_CASE("Nack reads the bitmap behind each packet") {
  const auto nack = test::parsed<Nack>(test::readVector("rtcp", "nack"));

  CHECK(nack.sender == Ssrc(1));
  CHECK(nack.media == Ssrc(0x6b8b4567));
  CHECK(numbersOf(nack) == std::vector<uint16_t>{30211, 30212, 30214, 30227, 30300});
}

TEST_CASE("Nack packs what lies within seventeen numbers into one field") {
  CHECK(test::written(nackOf({30211, 30212, 30214, 30227, 30300})) ==
        test::readVector("rtcp", "nack"));
}

TEST_CASE("Nack opens a new field for the seventeenth number behind a packet") {
  CHECK(test::written(nackOf({100, 116})).size() == 16);
  CHECK(test::written(nackOf({100, 117})).size() == 20);
}

TEST_CASE("Nack packs across the end of the circle") {
  const auto bytes = test::written(nackOf({65535, 0, 15}));

  CHECK(bytes.size() == 16);
  CHECK(numbersOf(test::parsed<Nack>(bytes)) == std::vector<uint16_t>{65535, 0, 15});
}

TEST_CASE("Nack writes what it reads, for any rising list") {
  SeededRandom random(7);
  for (int round = 0; round < 100; ++round) {
    std::vector<uint16_t> numbers{static_cast<uint16_t>(random.u32())};
    const uint32_t reach = 1 + random.below(40);
    for (uint32_t i = random.below(60); i > 0; --i) {
      numbers.push_back(static_cast<uint16_t>(numbers.back() + 1 + random.below(reach)));
    }
    CAPTURE(round);
    CHECK(numbersOf(test::parsed<Nack>(test::written(nackOf(numbers)))) == numbers);
  }
}

TEST_CASE("Nack refuses every truncated body, but those of whole fields") {
  CHECK(test::truncationsTaken<Nack>(test::readVector("rtcp", "nack")) == 1);
}

}  // namespace
