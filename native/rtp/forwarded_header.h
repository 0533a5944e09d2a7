// Writes the header that a forwarded packet carries to one viewer.
#pragma once
#include "base/bytes.h"
#include "base/strong_int.h"
#include "rtp/header_extensions.h"

namespace sfu::rtp {

/// What names the viewer's stream in each of its packets; what is empty is not written.
struct StreamNames {
  Bytes mid;  // RFC 8843, section 15
  Bytes rid;  // RFC 8852, section 3
  /// The packet repairs: its RID is the repaired one.
  bool isRepair = false;
};

/// The forms of extension blocks that one stream may have. RFC 8285, section 4.1.2: both in one
/// stream only for an endpoint that said extmap-allow-mixed.
enum class ExtensionForms : uint8_t { kMixed, kOneByte, kTwoByte };

/// The RTP header of one packet for one viewer. The hot path: once per packet and viewer.
///
/// Of the publisher's elements it copies those whose kind the viewer has negotiated, with
/// the viewer's ids. What describes the publisher's own transport is never copied: MID,
/// RID, repaired RID, transport-wide sequence number, abs-send-time, video layers allocation.
/// The viewer's `names` are written where `ids` have one for them. An element that none of the
/// `forms` can carry is left out.
struct ForwardedHeader {
  /// The largest header that write() makes.
  static constexpr size_t kMaxSize = 200;

  bool marker = false;
  PayloadType payloadType{0};
  SequenceNumber sequence{0};
  uint32_t timestamp = 0;
  Ssrc ssrc{0};
  const ParsedExtensions& extensions;  // the publisher's
  Bytes packet;                        // that `extensions` was parsed from
  const ExtensionMap& ids;             // the viewer's
  StreamNames names;
  ExtensionForms forms = ExtensionForms::kMixed;

  /// The size of the header, or 0 if it does not fit `out` or kMaxSize. Bytes of `out` behind
  /// the header may be overwritten.
  size_t write(MutableBytes out) const;
};

}  // namespace sfu::rtp
