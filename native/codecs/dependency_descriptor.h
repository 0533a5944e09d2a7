// The layers of a frame, from the dependency descriptor in front of it.
#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "codecs/frame_info.h"

namespace sfu::codecs {

/// Reads the dependency descriptors of one stream, as far as layers go. RTP Payload Format for
/// AV1 (AOMedia), appendix A.8.
///
///  |S|E| template  |        frame number           |
///  |s|a|d|f|c|  if longer; with s the structure:
///  | offset(6) | DT-1 (5) | next layer (2) of each template, 3 ends | DTI (2) per template and DT
///
/// A descriptor names a template; what a template is comes with a key frame, so this remembers it.
/// Chains, frame differences and resolutions are not looked at.
class DependencyDescriptorReader {
 public:
  /// Puts what `descriptor` says over what the payload told. Leaves `frame` alone if the
  /// descriptor is broken, or its template unknown.
  void refine(Bytes descriptor, FrameInfo& frame);

 private:
  static constexpr size_t kMaxTemplates = 64;

  struct Template {
    uint8_t spatialLayer = 0;
    uint8_t temporalLayer = 0;
    uint8_t opensTemporalLayer = 0;
  };
  struct Structure {
    uint8_t offset = 0;
    uint8_t count = 0;
    std::array<Template, kMaxTemplates> templates;
  };
  class BitReader;

  static bool parse(BitReader& bits, Structure& structure);
  static bool parseLayers(BitReader& bits, Structure& structure);
  static bool parseIndications(BitReader& bits, size_t targets, Structure& structure);

  Structure structure_;
};

}  // namespace sfu::codecs
