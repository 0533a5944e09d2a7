#include "transport/demux.h"

#include <array>

#include "test/kit/check.h"

using sfu::transport::classify;
using sfu::transport::PacketKind;

namespace {

PacketKind kindOf(uint8_t first, uint8_t second = 0) {
  const std::array<uint8_t, 12> datagram{first, second};
  return classify(datagram);
}

TEST_CASE("classify sorts by the first byte at each border of RFC 7983") {
  CHECK(kindOf(0) == PacketKind::kStun);
  CHECK(kindOf(3) == PacketKind::kStun);
  CHECK(kindOf(4) == PacketKind::kUnknown);
  CHECK(kindOf(19) == PacketKind::kUnknown);
  CHECK(kindOf(20) == PacketKind::kDtls);
  CHECK(kindOf(63) == PacketKind::kDtls);
  CHECK(kindOf(64) == PacketKind::kUnknown);
  CHECK(kindOf(127) == PacketKind::kUnknown);
  CHECK(kindOf(128) == PacketKind::kRtp);
  CHECK(kindOf(191) == PacketKind::kRtp);
  CHECK(kindOf(192) == PacketKind::kUnknown);
}

TEST_CASE("classify tells RTCP from RTP by the second byte") {
  CHECK(kindOf(0x80, 191) == PacketKind::kRtp);
  CHECK(kindOf(0x80, 192) == PacketKind::kRtcp);
  CHECK(kindOf(0x80, 223) == PacketKind::kRtcp);
  CHECK(kindOf(0x80, 224) == PacketKind::kRtp);
}

TEST_CASE("classify takes fewer than two bytes for nothing we know") {
  CHECK(classify({}) == PacketKind::kUnknown);
  const std::array<uint8_t, 1> one{0x80};
  CHECK(classify(one) == PacketKind::kUnknown);
}

}  // namespace
