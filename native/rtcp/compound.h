// Walks a compound RTCP packet.
#pragma once
#include <optional>

#include "base/bytes.h"

namespace sfu::rtcp {

/// One RTCP packet of a compound, as its common header describes it.
struct Item {
  uint8_t packetType = 0;
  uint8_t count = 0;  // a count of blocks, or the format (FMT) of feedback
  Bytes body;         // behind the four-byte header, without padding
};

/// Takes a datagram apart into its RTCP packets. RFC 3550, section 6.4.
///
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  |V=2|P|  count  |  packet type  |   length in words, minus one  |
///
/// Reduced size is allowed (RFC 5506): the first packet need not be a report. Failure is
/// sticky; the items before a broken one stand.
class CompoundReader {
 public:
  explicit CompoundReader(Bytes compound) : rest_(compound), ok_(!compound.empty()) {}

  /// The next packet, or nothing at the end or where the compound is broken.
  std::optional<Item> next();
  /// False if the compound is empty or was found to be broken.
  bool ok() const { return ok_; }

 private:
  std::optional<Item> fail();

  Bytes rest_;
  bool ok_;
};

}  // namespace sfu::rtcp
