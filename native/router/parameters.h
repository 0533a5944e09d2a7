// What a receiver and a sender are asked to do, as the packet path needs it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/strong_int.h"
#include "codecs/frame_info.h"
#include "rtp/extension_map.h"

namespace sfu::router {

enum class MediaKind : uint8_t { kAudio, kVideo, kDepth };

/// A codec that a peer sends to us.
struct ReceiverCodec {
  PayloadType payloadType{0};
  codecs::Codec codec = codecs::Codec::kOther;
  uint32_t clockRate = 0;
  std::optional<PayloadType> rtxPayloadType;
  bool nack = false;
  bool pli = false;
  bool fir = false;
  bool remb = false;
};

/// One stream of a track; more than one with simulcast.
struct ReceiverEncoding {
  std::optional<Ssrc> ssrc;
  std::optional<Ssrc> rtxSsrc;
  std::optional<Ssrc> fecSsrc;
  std::string rid;
};

struct ReceiverParameters {
  MediaKind kind = MediaKind::kAudio;
  std::string mid;
  std::vector<ReceiverCodec> codecs;
  std::vector<ReceiverEncoding> encodings;  // at least one
  rtp::ExtensionMap extensions;
  std::string cname;
};

/// A codec of the receiver as one viewer gets it.
struct SenderCodec {
  PayloadType receiverPayloadType{0};
  PayloadType payloadType{0};
  std::optional<PayloadType> rtxPayloadType;
  bool nack = false;
};

struct SenderParameters {
  MediaKind kind = MediaKind::kAudio;
  std::string mid;
  Ssrc ssrc{0};
  std::optional<Ssrc> rtxSsrc;
  std::string rid;  // written where `extensions` have an id for it
  std::string cname;
  std::vector<SenderCodec> codecs;
  rtp::ExtensionMap extensions;
  /// The viewer takes header extensions of both forms in one stream. RFC 8285, section 6.
  bool mixesExtensionForms = true;
};

}  // namespace sfu::router
