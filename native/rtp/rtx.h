// Retransmission payload format: the way back to the original packet.
#pragma once
#include "base/packet_buffer.h"
#include "base/strong_int.h"

namespace sfu::rtp {

/// The original sequence number (OSN) in front of a retransmitted payload. RFC 4588, section 4.
constexpr size_t kOsnSize = 2;

/// Turns a retransmission back into the original packet, in place: the OSN returns into the
/// header, payload type and SSRC become those of the media stream. RFC 4588, section 4.
///
/// Padding of the retransmission is removed. False, with the packet untouched, if it is no
/// RTP packet or has no OSN: padding alone on the RTX stream recovers nothing.
///
/// Wrapping needs no function: a sender writes a header of the RTX stream and puts the OSN
/// between it and the payload.
bool unwrapRtx(PacketBuffer& packet, PayloadType original, Ssrc media);

}  // namespace sfu::rtp
