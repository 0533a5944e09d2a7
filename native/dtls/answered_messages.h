// Tells a peer that repeats itself from one that goes on.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "dtls/record.h"

namespace sfu::dtls {

/// The message_seq numbers of the peer's flight that our last one answers. A
/// peer that sends one of them again has not got our answer. RFC 6347, section
/// 4.2.4. The numbers are not authenticated: a forged one costs a repetition,
/// or its absence, and nothing else.
class AnsweredMessages {
 public:
  void note(const std::vector<HandshakeFragment>& fragments) {
    for (const HandshakeFragment& fragment : fragments) {
      newest_ = std::max<int32_t>(newest_, fragment.messageSequence);
    }
  }
  /// We have sent a flight: whatever came since the one before is answered.
  void answer() {
    first_ = last_ + 1;
    last_ = newest_;
  }
  bool hasAny(const std::vector<HandshakeFragment>& fragments) const {
    return std::ranges::any_of(fragments, [this](const HandshakeFragment& fragment) {
      return fragment.messageSequence >= first_ && fragment.messageSequence <= last_;
    });
  }

 private:
  int32_t first_ = 0;
  int32_t last_ = -1;
  int32_t newest_ = -1;
};

}  // namespace sfu::dtls
