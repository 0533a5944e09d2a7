// The four bytes that every RTCP packet begins with.
#pragma once
#include "base/bytes.h"

namespace sfu::rtcp {

constexpr size_t kHeaderSize = 4;
/// What the five-bit count can say: report blocks, chunks, sources of one packet.
constexpr size_t kMaxCount = 31;

/// Writes a common header without padding. `bodySize` is in bytes, a multiple of four.
/// RFC 3550, section 6.4.1.
void writeHeader(ByteWriter& writer, size_t count, uint8_t packetType, size_t bodySize);

}  // namespace sfu::rtcp
