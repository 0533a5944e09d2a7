// Messages as MessagePack: what stands in a frame of the pipe.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "channel/value.h"

namespace sfu::channel {

/// How deep arrays and objects may stand in each other.
constexpr size_t kMaxDepth = 32;
/// How many values one message may hold, so that a short message cannot become a large one.
constexpr size_t kMaxValues = 1 << 20;

/// One MessagePack value and nothing after it. JavaScript's `undefined` (extension 0, as some
/// encoders write it) reads as null; other extensions, keys that are no text, and what exceeds the
/// limits above make the message void. Of two members with one name the first counts.
std::optional<Value> parseMessage(Bytes message);

/// `value` as MessagePack. Integers beyond 32 bits are written as doubles, as JavaScript does it:
/// some decoders read 64-bit integers as BigInt.
std::vector<uint8_t> writeMessage(const Value& value);

}  // namespace sfu::channel
