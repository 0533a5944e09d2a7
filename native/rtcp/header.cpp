#include "rtcp/header.h"

#include "base/assert.h"

namespace sfu::rtcp {

void writeHeader(ByteWriter& writer, size_t count, uint8_t packetType, size_t bodySize) {
  SFU_ASSERT(count <= kMaxCount && bodySize % 4 == 0 && bodySize / 4 <= 0xffff);
  writer.u8(static_cast<uint8_t>(0x80 | count));
  writer.u8(packetType);
  writer.u16(static_cast<uint16_t>(bodySize / 4));
}

}  // namespace sfu::rtcp
