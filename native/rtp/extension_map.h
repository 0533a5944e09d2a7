// The header extensions we know, and the ids that one side has given them.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sfu::rtp {

/// A header extension by its meaning, whatever id it has on the wire.
enum class ExtensionKind : uint8_t {
  kNone = 0,
  kAudioLevel,
  kTransmissionOffset,
  kAbsSendTime,
  kVideoOrientation,
  kMid,
  kRid,
  kRepairedRid,
  kTransportSequenceNumber,
  kAbsCaptureTime,
  kPlayoutDelay,
  kVideoContentType,
  kVideoTiming,
  kColorSpace,
  kDependencyDescriptor,
  kVideoLayersAllocation,
  kCount
};

/// kNone for a URI that we do not know.
ExtensionKind extensionKind(std::string_view uri);
/// Empty for kNone.
std::string_view extensionUri(ExtensionKind kind);

/// Which id stands for which extension on one transport, in both directions.
/// RFC 8285, section 6.
class ExtensionMap {
 public:
  /// `id` in 1..255 takes the kind, and the kind the id; 0 takes the kind's id away.
  /// kNone is ignored.
  void set(ExtensionKind kind, uint8_t id) {
    if (kind == ExtensionKind::kNone || kind >= ExtensionKind::kCount) return;
    const uint8_t oldId = ids_[index(kind)];
    if (oldId != 0) kinds_[oldId] = ExtensionKind::kNone;
    if (id != 0) {
      ids_[index(kinds_[id])] = 0;
      kinds_[id] = kind;
    }
    ids_[index(kind)] = id;
  }

  /// 0 if the extension is not in use.
  uint8_t idOf(ExtensionKind kind) const { return ids_[index(kind)]; }
  /// kNone for an id that means nothing.
  ExtensionKind kindOf(uint8_t id) const { return kinds_[id]; }

 private:
  static constexpr size_t index(ExtensionKind kind) { return static_cast<size_t>(kind); }

  std::array<uint8_t, static_cast<size_t>(ExtensionKind::kCount)> ids_{};
  std::array<ExtensionKind, 256> kinds_{};
};

}  // namespace sfu::rtp
