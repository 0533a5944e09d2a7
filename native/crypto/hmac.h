// Keyed hashes: what STUN proves its messages with.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace sfu::crypto {

using HmacSha1 = std::array<uint8_t, 20>;

/// HMAC-SHA-1 of `data`. RFC 2104.
HmacSha1 hmacSha1(Bytes key, Bytes data);

/// HMAC-SHA-1 of `head` followed by `tail`. STUN signs a header that is not the
/// one on the wire, and this saves a copy of the message.
HmacSha1 hmacSha1(Bytes key, Bytes head, Bytes tail);

/// True if both have the same content. The time it takes tells a forger nothing
/// about where they differ; their sizes are no secret.
bool equalInConstantTime(Bytes a, Bytes b);

}  // namespace sfu::crypto
