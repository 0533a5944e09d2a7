// The small types of base/: numbers on a circle, addresses, time, pooled buffers.
#include "base/address.h"
#include "base/random.h"
#include "base/strong_int.h"
#include "base/time.h"
#include "test/kit/check.h"

using namespace sfu;

namespace {

TEST_CASE("SequenceNumber is newer within half a turn only") {
  CHECK(SequenceNumber(0).isNewerThan(SequenceNumber(65535)));
  CHECK(SequenceNumber(0x7fff).isNewerThan(SequenceNumber(0)));
  CHECK_FALSE(SequenceNumber(0x8000).isNewerThan(SequenceNumber(0)));
  CHECK_FALSE(SequenceNumber(5).isNewerThan(SequenceNumber(5)));
}

TEST_CASE("SequenceUnwrapper counts turns in both directions") {
  SequenceUnwrapper unwrapper;
  const int64_t first = unwrapper.unwrap(SequenceNumber(65534));

  CHECK(unwrapper.unwrap(SequenceNumber(1)) == first + 3);
  CHECK(unwrapper.unwrap(SequenceNumber(65535)) == first + 1);
  CHECK(unwrapper.newest() == first + 3);
}

TEST_CASE("Address keeps the text it was parsed from") {
  CHECK(Address::parse("192.0.2.7", 80)->ip() == "192.0.2.7");
  CHECK(Address::parse("2001:db8::1", 80)->ip() == "2001:db8::1");
  CHECK(Address::parse("2001:db8::1", 80)->isIpv6());
  CHECK_FALSE(Address::parse("192.0.2", 80).has_value());
  CHECK_FALSE(Address::parse("", 80).has_value());
}

TEST_CASE("NtpTime counts from 1900") {
  const NtpTime ntp = NtpTime::from(Time(std::chrono::milliseconds(1500)));

  CHECK((ntp.value >> 32) == 2'208'988'801u);
  CHECK((ntp.value & 0xffffffff) == 0x80000000u);
}

TEST_CASE("SeededRandom repeats itself") {
  SeededRandom one(7);
  SeededRandom two(7);
  SeededRandom other(8);

  CHECK(one.text(24) == two.text(24));
  CHECK(one.text(24) != other.text(24));
}

}  // namespace
