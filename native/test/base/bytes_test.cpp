#include "base/bytes.h"

#include <array>
#include <vector>

#include "test/kit/check.h"

using namespace sfu;

namespace {

TEST_CASE("ByteReader reads big-endian fields in order") {
  const std::array<uint8_t, 10> bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  ByteReader reader(bytes);

  CHECK(reader.u8() == 1);
  CHECK(reader.u16() == 0x0203);
  CHECK(reader.u24() == 0x040506);
  CHECK(reader.u32() == 0x0708090a);
  CHECK(reader.ok());
  CHECK(reader.remaining() == 0);
}

TEST_CASE("ByteReader stays failed after a read past the end") {
  const std::array<uint8_t, 3> bytes{1, 2, 3};
  ByteReader reader(bytes);

  CHECK(reader.u32() == 0);
  CHECK(reader.u8() == 0);
  CHECK_FALSE(reader.ok());
}

TEST_CASE("ByteWriter writes what ByteReader reads") {
  std::array<uint8_t, 18> buffer{};
  ByteWriter writer(buffer);
  writer.u8(0xff);
  writer.u16(0x1234);
  writer.u24(0xabcdef);
  writer.u32(0xdeadbeef);
  writer.u64(0x0102030405060708);
  REQUIRE(writer.ok());

  ByteReader reader(writer.written());
  CHECK(reader.u8() == 0xff);
  CHECK(reader.u16() == 0x1234);
  CHECK(reader.u24() == 0xabcdef);
  CHECK(reader.u32() == 0xdeadbeef);
  CHECK(reader.u64() == 0x0102030405060708);
}

TEST_CASE("ByteWriter writes nothing of a field that does not fit") {
  std::array<uint8_t, 3> buffer{};
  ByteWriter writer(buffer);
  writer.u16(0x1234);
  writer.u16(0x5678);
  writer.u8(9);

  CHECK_FALSE(writer.ok());
  CHECK(writer.size() == 2);
  CHECK(buffer[2] == 0);
}

}  // namespace
