// Source description (SDES).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/strong_int.h"
#include "rtcp/compound.h"

namespace sfu::rtcp {

/// Who is behind an SSRC. RFC 3550, section 6.5. Only the CNAME is read and written.
///
///  |                             SSRC                              |  (chunk, repeated)
///  |    CNAME=1    |     length    |  name …       | 0, to 32 bits |
struct Sdes {
  static constexpr uint8_t kPacketType = 202;

  struct Chunk {
    Ssrc ssrc{0};
    std::string cname;  // at most 255 bytes; empty if the chunk had none
  };
  std::vector<Chunk> chunks;  // at most 31

  static std::optional<Sdes> parse(const Item& item);
  void write(ByteWriter& writer) const;
};

}  // namespace sfu::rtcp
