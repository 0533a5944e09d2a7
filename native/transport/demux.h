// Sorts the datagrams that share one port.
#pragma once
#include "base/bytes.h"

namespace sfu::transport {

enum class PacketKind : uint8_t { kUnknown, kStun, kDtls, kRtp, kRtcp };

/// What a datagram is, by its first bytes. RFC 7983, section 7.
PacketKind classify(Bytes datagram);

}  // namespace sfu::transport
