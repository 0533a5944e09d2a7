// What the fuzz target of RTP does with each input.
#pragma once
#include "base/assert.h"
#include "base/packet_buffer.h"
#include "rtp/extension_values.h"
#include "rtp/forwarded_header.h"
#include "rtp/rtx.h"

namespace sfu::test {

inline rtp::ExtensionMap everyKind(int step) {
  rtp::ExtensionMap map;
  for (uint8_t i = 1; i < static_cast<uint8_t>(rtp::ExtensionKind::kCount); ++i) {
    map.set(static_cast<rtp::ExtensionKind>(i), static_cast<uint8_t>(i * step));
  }
  return map;
}

/// Writes the header of one viewer; what was written must parse, with nothing behind it.
inline void forwardTo(const rtp::ExtensionMap& viewer, const rtp::RtpPacketView& view,
                      const rtp::ParsedExtensions& parsed) {
  uint8_t out[rtp::ForwardedHeader::kMaxSize];
  const size_t size = rtp::ForwardedHeader{.marker = view.marker(),
                                           .payloadType = view.payloadType(),
                                           .sequence = view.sequenceNumber(),
                                           .timestamp = view.timestamp(),
                                           .ssrc = view.ssrc(),
                                           .extensions = parsed,
                                           .packet = view.packet(),
                                           .ids = viewer,
                                           .names = {.mid = bytesOf("mid"), .rid = bytesOf("hi")}}
                          .write(out);
  if (size == 0) return;
  const auto header = rtp::RtpPacketView::parse(Bytes(out).first(size));
  SFU_ASSERT(header && header->payload().empty() && header->ssrc() == view.ssrc());
}

inline void roundOfRtp(Bytes packet) {
  const auto view = rtp::RtpPacketView::parse(packet);
  if (!view) return;
  const auto parsed = rtp::ParsedExtensions::parse(*view, everyKind(1));
  for (size_t i = 0; i < parsed.count; ++i) {
    const Bytes value = parsed.find(parsed.elements[i].kind, packet).value();
    (void)rtp::audioLevel(value);
    (void)rtp::transportSequenceNumber(value);
    (void)rtp::midText(value);
    (void)rtp::ridText(value);
  }
  forwardTo(everyKind(1), *view, parsed);
  forwardTo(everyKind(17), *view, parsed);

  if (packet.size() > PacketBuffer::kCapacity) return;
  static PacketPool pool;
  const PacketRef copy = pool.copy(packet);
  if (!rtp::unwrapRtx(*copy, PayloadType(96), Ssrc(1))) return;
  SFU_ASSERT(rtp::RtpPacketView::parse(copy->bytes()));
}

}  // namespace sfu::test
