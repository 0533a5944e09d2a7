#include "rtp/rtx.h"

#include "rtp/rtp_packet_view.h"

namespace sfu::rtp {

bool unwrapRtx(PacketBuffer& packet, PayloadType original, Ssrc media) {
  const auto view = RtpPacketView::parse(packet.bytes());
  if (!view || view->payload().size() < kOsnSize) return false;
  const PacketLayout layout = view->layout();
  const size_t payloadSize = layout.payloadSize - kOsnSize;

  uint8_t* const data = packet.data();
  uint8_t* const payload = data + layout.payloadAt;
  data[0] = static_cast<uint8_t>(data[0] & ~0x20);  // the padding goes
  data[1] = static_cast<uint8_t>((data[1] & 0x80) | (original.value() & 0x7f));
  data[2] = payload[0];
  data[3] = payload[1];
  for (size_t i = 0; i < 4; ++i) {
    data[8 + i] = static_cast<uint8_t>(media.value() >> (24 - 8 * i));
  }
  std::memmove(payload, payload + kOsnSize, payloadSize);
  packet.resize(layout.payloadAt + payloadSize);
  return true;
}

}  // namespace sfu::rtp
