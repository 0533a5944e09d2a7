#include "rtcp/remb.h"

#include <algorithm>
#include <span>

#include "rtcp/header.h"

namespace sfu::rtcp {
namespace {
constexpr uint32_t kIdentifier = 0x52454d42;  // "REMB"
constexpr uint64_t kMaxMantissa = 0x3ffff;
constexpr size_t kMaxSsrcs = 255;
}  // namespace

std::optional<Remb> Remb::parse(const Item& item) {
  ByteReader reader(item.body);
  Remb remb;
  remb.sender = Ssrc(reader.u32());
  reader.u32();
  const uint32_t identifier = reader.u32();
  const size_t count = reader.u8();
  const uint32_t packed = reader.u24();
  if (!reader.ok() || identifier != kIdentifier || reader.remaining() != 4 * count) {
    return std::nullopt;
  }

  const uint32_t exponent = packed >> 18;
  const uint64_t mantissa = packed & kMaxMantissa;
  // Exponents up to 63 exist on the wire, bitrates up to 63 bits do here.
  if (mantissa > static_cast<uint64_t>(INT64_MAX) >> exponent) return std::nullopt;
  remb.bitrate = Bitrate::bps(static_cast<int64_t>(mantissa << exponent));
  while (reader.remaining() > 0) remb.ssrcs.emplace_back(reader.u32());
  return remb;
}

void Remb::write(ByteWriter& writer) const {
  const auto named = std::span(ssrcs).first(std::min(ssrcs.size(), kMaxSsrcs));
  auto mantissa = static_cast<uint64_t>(std::max<int64_t>(bitrate.bps(), 0));
  uint32_t exponent = 0;
  for (; mantissa > kMaxMantissa; ++exponent) mantissa >>= 1;

  writeHeader(writer, kFormat, kPacketType, 16 + 4 * named.size());
  writer.u32(sender.value());
  writer.u32(0);
  writer.u32(kIdentifier);
  writer.u8(static_cast<uint8_t>(named.size()));
  writer.u24(exponent << 18 | static_cast<uint32_t>(mantissa));
  for (const Ssrc ssrc : named) writer.u32(ssrc.value());
}

}  // namespace sfu::rtcp
