#include "rtp/extension_map.h"

namespace sfu::rtp {
namespace {

// In the order of ExtensionKind.
constexpr std::array<std::string_view, static_cast<size_t>(ExtensionKind::kCount)> kUris{
    "",
    "urn:ietf:params:rtp-hdrext:ssrc-audio-level",  // RFC 6464
    "urn:ietf:params:rtp-hdrext:toffset",           // RFC 5450
    "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    "urn:3gpp:video-orientation",                              // 3GPP TS 26.114
    "urn:ietf:params:rtp-hdrext:sdes:mid",                     // RFC 8843
    "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",           // RFC 8852
    "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",  // RFC 8852
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
    "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
    "http://www.webrtc.org/experiments/rtp-hdrext/video-content-type",
    "http://www.webrtc.org/experiments/rtp-hdrext/video-timing",
    "http://www.webrtc.org/experiments/rtp-hdrext/color-space",
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
    "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00",
};

}  // namespace

ExtensionKind extensionKind(std::string_view uri) {
  for (size_t i = 1; i < kUris.size(); ++i) {
    if (kUris[i] == uri) return static_cast<ExtensionKind>(i);
  }
  return ExtensionKind::kNone;
}

std::string_view extensionUri(ExtensionKind kind) {
  const auto index = static_cast<size_t>(kind);
  return index < kUris.size() ? kUris[index] : std::string_view();
}

}  // namespace sfu::rtp
