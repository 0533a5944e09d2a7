#include "router/received_encoding.h"

namespace sfu::router {

ReceivedEncoding::ReceivedEncoding(Ssrc ssrc_, uint32_t generation_, uint32_t clockRate,
                                   bool asksAgain, size_t historySize)
    : ssrc(ssrc_),
      generation(generation_),
      stream({.ssrc = ssrc_, .rtxSsrc = std::nullopt, .clockRate = clockRate, .nack = asksAgain}),
      history(historySize) {}

void ReceivedEncoding::handleHeader(PayloadType payloadType, size_t headerSize) {
  payloadType_ = payloadType;
  headerBytes_ += headerSize;
}

uint8_t ReceivedEncoding::takeFirSequence() {
  return static_cast<uint8_t>(firCount_++);
}

}  // namespace sfu::router
