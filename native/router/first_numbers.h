// Where the numbers of an outgoing SSRC begin.
#pragma once
#include "base/strong_int.h"
#include "streams/rewriter.h"
#include "streams/send_stream.h"

namespace sfu::router {

/// Random, or, where a transport sent under this SSRC before, behind what it sent. Under one
/// SRTP key no number may come twice (RFC 3711, section 9.1), whichever sender it was that
/// used it.
struct FirstNumbers {
  streams::Numbers media{SequenceNumber(0), 0};
  SequenceNumber rtxSequence{0};
  streams::SendStatistics counted{};  // so far
};

}  // namespace sfu::router
