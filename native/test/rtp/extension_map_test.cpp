#include "rtp/extension_map.h"

#include <type_traits>

#include "test/kit/check.h"

using sfu::rtp::ExtensionKind;
using sfu::rtp::ExtensionMap;

namespace {

static_assert(std::is_trivially_copyable_v<ExtensionMap>);

TEST_CASE("extensionKind finds each kind by its URI") {
  for (uint8_t i = 1; i < static_cast<uint8_t>(ExtensionKind::kCount); ++i) {
    const auto kind = static_cast<ExtensionKind>(i);
    CAPTURE(extensionUri(kind));
    CHECK_FALSE(extensionUri(kind).empty());
    CHECK(sfu::rtp::extensionKind(extensionUri(kind)) == kind);
  }
}

TEST_CASE("extensionKind knows the URIs of the common extensions") {
  CHECK(sfu::rtp::extensionKind("urn:ietf:params:rtp-hdrext:ssrc-audio-level") ==
        ExtensionKind::kAudioLevel);
  CHECK(sfu::rtp::extensionKind("urn:ietf:params:rtp-hdrext:toffset") ==
        ExtensionKind::kTransmissionOffset);
  CHECK(sfu::rtp::extensionKind("urn:3gpp:video-orientation") == ExtensionKind::kVideoOrientation);
  CHECK(sfu::rtp::extensionKind("urn:ietf:params:rtp-hdrext:sdes:mid") == ExtensionKind::kMid);
}

TEST_CASE("extensionKind yields kNone for what it does not know") {
  CHECK(sfu::rtp::extensionKind("") == ExtensionKind::kNone);
  CHECK(sfu::rtp::extensionKind("urn:ietf:params:rtp-hdrext:encrypt") == ExtensionKind::kNone);
}

TEST_CASE("ExtensionMap finds kinds by id and ids by kind") {
  ExtensionMap map;
  map.set(ExtensionKind::kMid, 4);
  map.set(ExtensionKind::kDependencyDescriptor, 255);

  CHECK(map.idOf(ExtensionKind::kMid) == 4);
  CHECK(map.kindOf(4) == ExtensionKind::kMid);
  CHECK(map.kindOf(255) == ExtensionKind::kDependencyDescriptor);
  CHECK(map.idOf(ExtensionKind::kRid) == 0);
  CHECK(map.kindOf(0) == ExtensionKind::kNone);
  CHECK(map.kindOf(5) == ExtensionKind::kNone);
}

TEST_CASE("ExtensionMap lets go of the old id when a kind gets a new one") {
  ExtensionMap map;
  map.set(ExtensionKind::kMid, 4);
  map.set(ExtensionKind::kMid, 5);

  CHECK(map.kindOf(4) == ExtensionKind::kNone);
  CHECK(map.idOf(ExtensionKind::kMid) == 5);
}

TEST_CASE("ExtensionMap lets go of the old kind when an id gets a new one") {
  ExtensionMap map;
  map.set(ExtensionKind::kMid, 4);
  map.set(ExtensionKind::kRid, 4);

  CHECK(map.idOf(ExtensionKind::kMid) == 0);
  CHECK(map.kindOf(4) == ExtensionKind::kRid);
}

TEST_CASE("ExtensionMap forgets a kind that is set to id 0") {
  ExtensionMap map;
  map.set(ExtensionKind::kMid, 4);
  map.set(ExtensionKind::kMid, 0);

  CHECK(map.idOf(ExtensionKind::kMid) == 0);
  CHECK(map.kindOf(4) == ExtensionKind::kNone);
}

TEST_CASE("ExtensionMap never maps to kNone") {
  ExtensionMap map;
  map.set(ExtensionKind::kNone, 7);

  CHECK(map.idOf(ExtensionKind::kNone) == 0);
}

}  // namespace
