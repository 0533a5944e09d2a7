#include "codecs/dependency_descriptor.h"

#include <algorithm>

namespace sfu::codecs {

namespace {

constexpr size_t kMandatorySize = 3;
constexpr size_t kMaxTargets = 32;
// What a frame is to a decode target: one that uses it not at all, and one that may begin here.
constexpr uint8_t kNotPresent = 0;
constexpr uint8_t kSwitch = 2;

}  // namespace

/// Most significant bit first. Failure is sticky, as with ByteReader.
class DependencyDescriptorReader::BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes) {}

  bool ok() const { return at_ <= 8 * bytes_.size(); }
  uint8_t take(size_t count) {
    uint8_t value = 0;
    for (size_t i = 0; i < count; ++i, ++at_) {
      const bool isSet = ok() && at_ < 8 * bytes_.size() && (bytes_[at_ / 8] >> (7 - at_ % 8) & 1);
      value = static_cast<uint8_t>(value << 1 | (isSet ? 1 : 0));
    }
    return value;
  }

 private:
  Bytes bytes_;
  size_t at_ = 0;
};

void DependencyDescriptorReader::refine(Bytes descriptor, FrameInfo& frame) {
  if (descriptor.size() < kMandatorySize) return;
  BitReader bits(descriptor);
  const bool startsFrame = bits.take(1) != 0;
  const bool endsFrame = bits.take(1) != 0;
  const uint8_t id = bits.take(6);
  bits.take(8);
  bits.take(8);
  bool hasOwnIndications = false;
  if (descriptor.size() > kMandatorySize) {
    const bool hasStructure = bits.take(1) != 0;
    bits.take(1);
    hasOwnIndications = bits.take(1) != 0;
    bits.take(2);
    Structure structure;
    if (hasStructure && !parse(bits, structure)) return;
    if (hasStructure) structure_ = structure;
  }
  const size_t index = (id - structure_.offset) & (kMaxTemplates - 1);
  if (index >= structure_.count) return;

  const Template& found = structure_.templates[index];
  frame.startsFrame = startsFrame;
  frame.endsFrame = endsFrame;
  frame.temporalLayer = found.temporalLayer;
  frame.spatialLayer = found.spatialLayer;
  frame.opensTemporalLayer = hasOwnIndications ? uint8_t{0} : found.opensTemporalLayer;
  frame.tellsLayers = true;
}

bool DependencyDescriptorReader::parse(BitReader& bits, Structure& structure) {
  structure.offset = bits.take(6);
  const size_t targets = bits.take(5) + size_t{1};
  return parseLayers(bits, structure) && parseIndications(bits, targets, structure);
}

/// Each template is in the layer of the one before, in the next temporal or in the next spatial
/// one.
bool DependencyDescriptorReader::parseLayers(BitReader& bits, Structure& structure) {
  Template next;
  for (;;) {
    structure.templates[structure.count++] = next;
    const uint8_t step = bits.take(2);
    if (!bits.ok()) return false;
    if (step == 3) return true;
    if (structure.count == kMaxTemplates) return false;
    if (step == 1) ++next.temporalLayer;
    if (step == 2) {
      ++next.spatialLayer;
      next.temporalLayer = 0;
    }
  }
}

/// A decode target is as high as the highest layer it uses. A template opens the temporal layers
/// of the targets of its own spatial layer that may begin with it.
bool DependencyDescriptorReader::parseIndications(BitReader& bits, size_t targets,
                                                  Structure& structure) {
  std::array<std::array<uint8_t, kMaxTargets>, kMaxTemplates> indications{};
  std::array<Template, kMaxTargets> highest{};
  for (size_t i = 0; i < structure.count; ++i) {
    const Template& layer = structure.templates[i];
    for (size_t target = 0; target < targets; ++target) {
      indications[i][target] = bits.take(2);
      if (indications[i][target] == kNotPresent) continue;
      Template& top = highest[target];
      top.spatialLayer = std::max(top.spatialLayer, layer.spatialLayer);
      top.temporalLayer = std::max(top.temporalLayer, layer.temporalLayer);
    }
  }
  if (!bits.ok()) return false;
  for (size_t i = 0; i < structure.count; ++i) {
    Template& layer = structure.templates[i];
    for (size_t target = 0; target < targets; ++target) {
      const bool mayBegin =
          indications[i][target] == kSwitch && highest[target].spatialLayer == layer.spatialLayer;
      if (!mayBegin) continue;
      layer.opensTemporalLayer = std::max(layer.opensTemporalLayer, highest[target].temporalLayer);
    }
  }
  return true;
}

}  // namespace sfu::codecs
