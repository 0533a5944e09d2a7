#include "rtcp/sdes.h"

#include "test/rtcp/rtcp_kit.h"

using namespace sfu;
using rtcp::CompoundReader;
using rtcp::Sdes;
using test::hex;

namespace {

TEST_CASE("Sdes reads the CNAME of a browser") {
  const auto compound = test::readVector("rtcp", "sr-sdes");

  const auto sdes = test::parsed<Sdes>(Bytes(compound).subspan(52));

  REQUIRE(sdes.chunks.size() == 1);
  CHECK(sdes.chunks[0].ssrc == Ssrc(0x3f2a91c4));
  CHECK(sdes.chunks[0].cname == "Xk2pQ0vT9mWc4yLs");
}

TEST_CASE("Sdes writes what a browser writes") {
  const auto compound = test::readVector("rtcp", "sr-sdes");
  const Sdes sdes{.chunks = {{Ssrc(0x3f2a91c4), "Xk2pQ0vT9mWc4yLs"}}};

  CHECK(test::written(sdes) == test::vectorOf(Bytes(compound).subspan(52)));
}

TEST_CASE("Sdes ends each chunk with a zero, whatever the length of the CNAME") {
  for (size_t size = 0; size < 9; ++size) {
    const std::string cname(size, 'x');
    const auto sdes =
        test::parsed<Sdes>(test::written(Sdes{.chunks = {{Ssrc(1), cname}, {Ssrc(2), "second"}}}));
    CAPTURE(size);
    REQUIRE(sdes.chunks.size() == 2);
    CHECK(sdes.chunks[0].cname == cname);
    CHECK(sdes.chunks[1].cname == "second");
  }
}

TEST_CASE("Sdes skips the items that are no CNAME") {
  // TOOL "ab", then CNAME "x".
  const auto sdes = test::parsed<Sdes>(hex("81 ca 00 03 00 00 00 01 06 02 61 62 01 01 78 00"));

  REQUIRE(sdes.chunks.size() == 1);
  CHECK(sdes.chunks[0].cname == "x");
}

TEST_CASE("Sdes cuts a CNAME at 255 bytes") {
  const auto sdes =
      test::parsed<Sdes>(test::written(Sdes{.chunks = {{Ssrc(1), std::string(300, 'x')}}}));

  CHECK(sdes.chunks[0].cname.size() == 255);
}

TEST_CASE("Sdes refuses every truncated body") {
  const Sdes sdes{.chunks = {{Ssrc(1), "first"}, {Ssrc(2), "second"}}};

  CHECK(test::truncationsTaken<Sdes>(test::written(sdes)) == 0);
}

}  // namespace
