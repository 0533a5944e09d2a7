// A packet of a receiver, ready to be forwarded.
#pragma once
#include <cstdint>

#include "base/packet_buffer.h"
#include "base/strong_int.h"
#include "codecs/frame_info.h"
#include "rtp/header_extensions.h"
#include "rtp/rtp_packet_view.h"

namespace sfu::router {

/// A packet that is new and well formed, with what was read from it once for all viewers.
struct AcceptedPacket {
  PacketRef buffer;
  rtp::PacketLayout layout;
  rtp::ParsedExtensions extensions;
  int64_t extendedSequence = 0;
  uint16_t encoding = 0;
  /// The encoding's, as it was when the packet came.
  uint32_t generation = 0;
  PayloadType payloadType{0};
  codecs::Codec codec = codecs::Codec::kOther;
  codecs::FrameInfo frame;
  /// A viewer that has seen nothing may start here: at a key frame, and anywhere
  /// in a codec whose frames we cannot read.
  bool isEntryPoint = false;
};

}  // namespace sfu::router
