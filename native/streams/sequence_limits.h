// How far sequence numbers may stray before they mean something else.
#pragma once
#include <cstdint>

namespace sfu::streams {

/// A step ahead of this many numbers or more is no loss: the sender restarted,
/// or the path was away for long. RFC 3550, appendix A.1 (MAX_DROPOUT).
constexpr int64_t kMaxDropout = 3000;

/// A packet this far behind the newest is of no use to anybody: the history
/// that serves repairs is no longer. RFC 3550, appendix A.1, has 100; repairs
/// by RTX come later than reordered packets do.
constexpr int64_t kMaxMisorder = 1024;

}  // namespace sfu::streams
