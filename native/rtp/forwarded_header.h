// Writes the header that a forwarded packet carries to one viewer.
#pragma once
#include "base/bytes.h"
#include "base/strong_int.h"
#include "rtp/header_extensions.h"

namespace sfu::rtp {

/// The largest header writeForwardedHeader() makes.
constexpr size_t kMaxForwardedHeaderSize = 200;

/// Where the sender-side extensions of a written header stand: their values are known
/// only when the packet leaves. Offsets from the header's first byte; 0 where absent.
struct HeaderSlots {
  uint16_t transportSequenceNumberAt = 0;  // two bytes
  uint16_t absSendTimeAt = 0;              // three bytes
};

/// What names the viewer's stream in each of its packets; what is empty is not written.
struct StreamNames {
  Bytes mid;  // RFC 8843, section 15
  Bytes rid;  // RFC 8852, section 3
  /// The packet repairs: its RID is the repaired one.
  bool isRepair = false;
};

/// Writes one RTP header for one viewer. The hot path: once per packet and viewer.
///
/// Of the publisher's elements it copies those whose kind the viewer has negotiated, with
/// the viewer's ids. What describes the publisher's own transport is never copied: MID,
/// RID, repaired RID, transport-wide sequence number, abs-send-time, video layers allocation.
/// The viewer's `names` are written where `senderMap` has an id for them; with `slots`, room
/// is made for the two time-of-leaving extensions, zero-filled.
///
/// `packet` is the packet that `extensions` was parsed from. Returns the size of the
/// header, or 0 if it does not fit `out` or kMaxForwardedHeaderSize. Bytes of `out` behind
/// the header may be overwritten.
size_t writeForwardedHeader(MutableBytes out, bool marker, PayloadType payloadType,
                            SequenceNumber sequence, uint32_t timestamp, Ssrc ssrc,
                            const ParsedExtensions& extensions, Bytes packet,
                            const ExtensionMap& senderMap, const StreamNames& names,
                            HeaderSlots* slots = nullptr);

}  // namespace sfu::rtp
