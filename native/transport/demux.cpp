#include "transport/demux.h"

namespace sfu::transport {

// RFC 7983, section 7, sorts by the first byte; the ranges we do not speak
// (ZRTP 16..19, TURN channels 64..79) fall through to kUnknown.
// RFC 5761, section 4, sorts RTCP from RTP by the second byte.
PacketKind classify(Bytes datagram) {
  if (datagram.size() < 2) return PacketKind::kUnknown;
  const uint8_t first = datagram[0];
  const uint8_t second = datagram[1];

  if (first <= 3) return PacketKind::kStun;
  if (first >= 20 && first <= 63) return PacketKind::kDtls;
  if (first >= 128 && first <= 191) {
    const bool isRtcp = second >= 192 && second <= 223;
    return isRtcp ? PacketKind::kRtcp : PacketKind::kRtp;
  }
  return PacketKind::kUnknown;
}

}  // namespace sfu::transport
