// What receivers ask of encoders: PLI, FIR, REMB.
#include "rtcp/fir.h"
#include "rtcp/pli.h"
#include "rtcp/remb.h"
#include "test/rtcp/rtcp_kit.h"

using namespace sfu;
using rtcp::Fir;
using rtcp::Pli;
using rtcp::Remb;

namespace {

TEST_CASE("Pli reads the request of a browser") {
  const auto pli = test::parsed<Pli>(test::readVector("rtcp", "pli"));

  CHECK(pli.sender == Ssrc(1));
  CHECK(pli.media == Ssrc(0x6b8b4567));
}

TEST_CASE("Pli writes what a browser writes") {
  CHECK(test::written(Pli{.sender = Ssrc(1), .media = Ssrc(0x6b8b4567)}) ==
        test::readVector("rtcp", "pli"));
}

TEST_CASE("Pli refuses every truncated body") {
  CHECK(test::truncationsTaken<Pli>(test::readVector("rtcp", "pli")) == 0);
}

TEST_CASE("Fir reads the entries") {
  const auto fir = test::parsed<Fir>(test::readVector("rtcp", "fir"));

  CHECK(fir.sender == Ssrc(1));
  REQUIRE(fir.entries.size() == 1);
  CHECK(fir.entries[0].ssrc == Ssrc(0x6b8b4567));
  CHECK(fir.entries[0].sequence == 17);
}

TEST_CASE("Fir writes what it reads") {
  const auto bytes = test::readVector("rtcp", "fir");

  CHECK(test::written(test::parsed<Fir>(bytes)) == bytes);
}

TEST_CASE("Fir refuses every truncated body, that of whole entries too if there is none") {
  CHECK(test::truncationsTaken<Fir>(test::readVector("rtcp", "fir")) == 0);
}

TEST_CASE("Remb reads mantissa, exponent and streams") {
  const auto remb = test::parsed<Remb>(test::readVector("rtcp", "remb"));

  CHECK(remb.sender == Ssrc(1));
  CHECK(remb.bitrate == Bitrate::bps(1'562'496));
  CHECK(remb.ssrcs == std::vector{Ssrc(0x6b8b4567), Ssrc(0x6b8b4568)});
}

TEST_CASE("Remb writes what it reads") {
  const auto bytes = test::readVector("rtcp", "remb");

  CHECK(test::written(test::parsed<Remb>(bytes)) == bytes);
}

TEST_CASE("Remb keeps eighteen significant bits, rounded down") {
  struct Row {
    int64_t bps;
    int64_t written;
  };
  constexpr Row kRows[] = {{0, 0},
                           {0x3ffff, 0x3ffff},
                           {0x40001, 0x40000},
                           {2'500'001, 2'500'000},
                           {-5, 0},
                           {INT64_MAX, int64_t{0x3ffff} << 45}};
  for (const Row& row : kRows) {
    const Remb remb{.sender = Ssrc(1), .bitrate = Bitrate::bps(row.bps), .ssrcs = {Ssrc(2)}};
    CAPTURE(row.bps);
    CHECK(test::parsed<Remb>(test::written(remb)).bitrate == Bitrate::bps(row.written));
  }
}

TEST_CASE("Remb names the first 255 streams of more") {
  const Remb remb{
      .sender = Ssrc(1), .bitrate = Bitrate::bps(1), .ssrcs = std::vector(300, Ssrc(2))};

  CHECK(test::parsed<Remb>(test::written(remb)).ssrcs.size() == 255);
}

TEST_CASE("Remb refuses a bitrate of more than 63 bits") {
  auto bytes = test::readVector("rtcp", "remb");
  bytes[17] = 0xff;

  CHECK_FALSE(Remb::parse(test::itemOf(bytes)));
}

TEST_CASE("Remb refuses other application layer feedback") {
  auto bytes = test::readVector("rtcp", "remb");
  bytes[12] = 'X';

  CHECK_FALSE(Remb::parse(test::itemOf(bytes)));
}

TEST_CASE("Remb refuses every truncated body") {
  CHECK(test::truncationsTaken<Remb>(test::readVector("rtcp", "remb")) == 0);
}

}  // namespace
