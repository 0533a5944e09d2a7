// What became of a packet: it was forwarded, or the reason why it was not.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sfu::router {

/// A packet is judged at three places, and what a viewer asks for again at a fourth. Each place
/// counts every packet that it sees under one of its verdicts. The table in native/README.md says
/// what each of them means.
enum class Verdict : uint8_t {
  // The transport that a packet came by (router.cpp).
  kMalformed,
  kProbe,
  kUnknownStream,
  kOverMaxBitrate,
  // The receiver whose stream it is (rtp_receiver.cpp).
  kAccepted,
  kUnknownPayloadType,
  kEmptyRepair,
  kEarlyRepair,
  kMalformedRepair,
  kDuplicate,
  // Each sender of that receiver (router.cpp, rtp_sender.cpp).
  kForwarded,
  kPaused,
  kNotConnected,
  kNoPayloadType,
  kOtherEncoding,
  kBeforeKeyFrame,
  kLayerAboveLimits,
  kTooLate,
  kHeaderTooLong,
  // The same sender, for a packet that its viewer asked for again (rtp_sender.cpp).
  kResent,
  kResendNotConnected,
  kResendWithoutRtx,
  kResendUnknown,
  kResendForgotten,
  kResendTooSoon,
  kResendTooOften,
  kResendOverBudget,
  kResendTooLong,
};

constexpr size_t kVerdicts = static_cast<size_t>(Verdict::kResendTooLong) + 1;

/// As dump() has it.
std::string_view nameOf(Verdict verdict);

/// What each place can say, in the order of the enumeration.
std::span<const Verdict> transportVerdicts();
std::span<const Verdict> receiverVerdicts();
std::span<const Verdict> senderVerdicts();

/// How many packets came to each verdict.
class VerdictCounts {
 public:
  void add(Verdict verdict, uint64_t packets = 1) {
    counts_[static_cast<size_t>(verdict)] += packets;
  }
  uint64_t of(Verdict verdict) const { return counts_[static_cast<size_t>(verdict)]; }

 private:
  std::array<uint64_t, kVerdicts> counts_{};
};

}  // namespace sfu::router
