// Walks the header extension block of an RTP packet.
#pragma once
#include <array>
#include <optional>

#include "base/bytes.h"
#include "rtp/extension_map.h"
#include "rtp/rtp_packet_view.h"

namespace sfu::rtp {

struct ExtensionElement {
  uint8_t id = 0;
  Bytes value;
};

/// The elements of an extension block in wire order. RFC 8285, section 4.
///
///  one-byte form, profile 0xBEDE      two-byte form, profile 0x100x
///   0 1 2 3 4 5 6 7                    0                   1
///  |  ID   | len-1 | data …           |      ID       |    len    | data …
///
/// A block of another profile has no elements. A truncated element ends the walk;
/// the elements before it count.
class HeaderExtensions {
 public:
  static constexpr uint16_t kOneByteProfile = 0xbede;
  static constexpr uint16_t kTwoByteProfile = 0x1000;

  explicit HeaderExtensions(const RtpPacketView& view)
      : block_(view.extensions()), profile_(view.extensionsProfile()) {}

  /// The value of the first element with this id.
  std::optional<Bytes> find(uint8_t id) const {
    std::optional<Bytes> found;
    walk([&](uint8_t elementId, size_t at, size_t size) {
      if (elementId == id) found = block_.subspan(at, size);
      return !found;
    });
    return found;
  }

  /// Calls f(ExtensionElement) for each element.
  template <class F>
  void forEach(F&& f) const {
    walk([&](uint8_t id, size_t at, size_t size) {
      f(ExtensionElement{id, block_.subspan(at, size)});
      return true;
    });
  }

  /// Calls f(id, offset in the block, size) for each element until f returns false.
  template <class F>
  void walk(F&& f) const {
    if (profile_ == kOneByteProfile) {
      walkOneByte(f);
    } else if ((profile_ & 0xfff0) == kTwoByteProfile) {
      walkTwoByte(f);
    }
  }

 private:
  template <class F>
  void walkOneByte(F& f) const {
    for (size_t at = 0; at < block_.size();) {
      const uint8_t head = block_[at++];
      if (head == 0) continue;  // padding
      const auto id = static_cast<uint8_t>(head >> 4);
      const size_t size = (head & 0x0fu) + 1;
      // Id 15 ends the block, and so does padding with a length. RFC 8285, section 4.2.
      if (id == 15 || id == 0 || size > block_.size() - at || !f(id, at, size)) return;
      at += size;
    }
  }

  template <class F>
  void walkTwoByte(F& f) const {
    for (size_t at = 0; at < block_.size();) {
      const uint8_t id = block_[at++];
      if (id == 0) continue;  // padding
      if (at == block_.size()) return;
      const size_t size = block_[at++];
      if (size > block_.size() - at || !f(id, at, size)) return;
      at += size;
    }
  }

  Bytes block_;
  uint16_t profile_;
};

/// The elements of one packet by kind: parsed once, then written for each viewer with
/// the viewer's ids. Holds offsets, not bytes, so it may be stored beside the packet.
///
/// Elements of unknown kind are left out, and so are those beyond kMaxElements.
struct ParsedExtensions {
  static constexpr size_t kMaxElements = 12;

  struct Element {
    ExtensionKind kind = ExtensionKind::kNone;
    uint8_t size = 0;
    uint16_t at = 0;  // in the packet
  };

  std::array<Element, kMaxElements> elements;
  uint8_t count = 0;

  /// `map` holds the ids of whoever sent the packet.
  static ParsedExtensions parse(const RtpPacketView& view, const ExtensionMap& map) {
    ParsedExtensions parsed;
    const size_t blockAt = view.layout().extensionsAt;
    HeaderExtensions(view).walk([&](uint8_t id, size_t at, size_t size) {
      const ExtensionKind kind = map.kindOf(id);
      if (kind == ExtensionKind::kNone) return true;
      parsed.elements[parsed.count++] = {kind, static_cast<uint8_t>(size),
                                         static_cast<uint16_t>(blockAt + at)};
      return parsed.count < kMaxElements;
    });
    return parsed;
  }

  /// The first value of this kind; `packet` must be the one that was parsed.
  std::optional<Bytes> find(ExtensionKind kind, Bytes packet) const {
    for (size_t i = 0; i < count; ++i) {
      if (elements[i].kind == kind) return packet.subspan(elements[i].at, elements[i].size);
    }
    return std::nullopt;
  }
};

}  // namespace sfu::rtp
