// Reads the fixed part of an RTP packet.
#pragma once
#include <optional>

#include "base/bytes.h"
#include "base/strong_int.h"

namespace sfu::rtp {

/// Where the parts of a parsed packet are. What a stored packet keeps, so that it is not
/// parsed again. Offsets count from the first byte of the packet.
struct PacketLayout {
  uint16_t extensionsAt = 0;
  uint16_t extensionsSize = 0;
  uint16_t extensionsProfile = 0;
  uint16_t payloadAt = 0;
  uint16_t payloadSize = 0;
};

/// A look at one RTP packet that somebody else owns. RFC 3550, section 5.1.
///
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  |V=2|P|X|  CC   |M|     PT      |       sequence number         |
///  |                           timestamp                           |
///  |                             SSRC                              |
///
/// A view exists only if the packet is well formed, so no getter can fail.
/// It allocates nothing and must not outlive the bytes it was made from. What is
/// inside the extensions and the payload is not its business.
class RtpPacketView {
 public:
  static constexpr size_t kFixedHeaderSize = 12;

  static std::optional<RtpPacketView> parse(Bytes packet);
  /// The view of a packet that was parsed before: `layout` must be that of these bytes.
  RtpPacketView(Bytes packet, const PacketLayout& layout) : packet_(packet), layout_(layout) {}

  const PacketLayout& layout() const { return layout_; }
  Bytes packet() const { return packet_; }

  bool marker() const { return (packet_[1] & 0x80) != 0; }
  PayloadType payloadType() const { return PayloadType(packet_[1] & 0x7f); }
  SequenceNumber sequenceNumber() const { return SequenceNumber(u16At(2)); }
  uint32_t timestamp() const { return u32At(4); }
  Ssrc ssrc() const { return Ssrc(u32At(8)); }

  /// The extension block without its own four-byte header; empty if there is none.
  Bytes extensions() const { return packet_.subspan(layout_.extensionsAt, layout_.extensionsSize); }
  /// "Defined by profile" of the extension block, 0 if there is none.
  uint16_t extensionsProfile() const { return layout_.extensionsProfile; }
  /// Without padding; empty in a packet that only pads.
  Bytes payload() const { return packet_.subspan(layout_.payloadAt, layout_.payloadSize); }
  size_t paddingSize() const { return packet_.size() - layout_.payloadAt - layout_.payloadSize; }

 private:
  uint16_t u16At(size_t at) const {
    return static_cast<uint16_t>(packet_[at] << 8 | packet_[at + 1]);
  }
  uint32_t u32At(size_t at) const { return static_cast<uint32_t>(u16At(at)) << 16 | u16At(at + 2); }

  Bytes packet_;
  PacketLayout layout_;
};

// Here and not in a .cpp: it runs once per packet and is short once inlined.
inline std::optional<RtpPacketView> RtpPacketView::parse(Bytes packet) {
  const size_t size = packet.size();
  if (size < kFixedHeaderSize || size > 0xffff) return std::nullopt;
  const uint8_t first = packet[0];
  if (first >> 6 != 2) return std::nullopt;
  const auto u16At = [&](size_t at) {
    return static_cast<uint16_t>(packet[at] << 8 | packet[at + 1]);
  };

  PacketLayout layout;
  size_t at = kFixedHeaderSize + 4u * (first & 0x0f);
  if ((first & 0x10) != 0) {
    if (at + 4 > size) return std::nullopt;
    layout.extensionsProfile = u16At(at);
    layout.extensionsSize = static_cast<uint16_t>(4 * u16At(at + 2));
    // A length that wraps 16 bits cannot fit the packet either.
    if (u16At(at + 2) > 0x3fff) return std::nullopt;
    at += 4;
    layout.extensionsAt = static_cast<uint16_t>(at);
    at += layout.extensionsSize;
  }
  if (at > size) return std::nullopt;

  // The last byte counts the padding, itself included; zero is malformed.
  const bool hasPadding = (first & 0x20) != 0;
  const size_t padding = hasPadding ? packet[size - 1] : 0;
  if (padding > size - at || (hasPadding && padding == 0)) return std::nullopt;

  layout.payloadAt = static_cast<uint16_t>(at);
  layout.payloadSize = static_cast<uint16_t>(size - at - padding);
  return RtpPacketView(packet, layout);
}

}  // namespace sfu::rtp
