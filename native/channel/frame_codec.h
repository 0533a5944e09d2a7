// The pipe's frames: a 4-byte big-endian length, then one message.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace sfu::channel {

/// No message is larger; a longer length means that the stream is out of step.
constexpr size_t kMaxFrameSize = 16 * 1024 * 1024;

/// Appends `payload` as one frame. False, and nothing appended, if it is too large for one.
bool appendFrame(std::vector<uint8_t>& stream, Bytes payload);

/// Cuts a stream of bytes into frames, however the pipe has chopped it.
///
/// The owner pushes what was read and takes frames until there is none. A length
/// above kMaxFrameSize cannot be recovered from: the reader then stays failed.
class FrameReader {
 public:
  void push(Bytes bytes);
  /// The payload of the next whole frame; it may be empty.
  std::optional<std::vector<uint8_t>> next();
  bool failed() const { return failed_; }

 private:
  std::vector<uint8_t> stream_;
  size_t readAt_ = 0;  // what lies before was taken
  bool failed_ = false;
};

}  // namespace sfu::channel
