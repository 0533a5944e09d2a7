#include "router/verdict.h"

namespace sfu::router {

namespace {

struct Row {
  Verdict verdict;
  std::string_view name;
};

// In the order of the enumeration.
constexpr std::array<Row, kVerdicts> kRows{{
    {Verdict::kMalformed, "malformed"},
    {Verdict::kProbe, "probe"},
    {Verdict::kUnknownStream, "unknownStream"},
    {Verdict::kOverMaxBitrate, "overMaxBitrate"},
    {Verdict::kAccepted, "accepted"},
    {Verdict::kUnknownPayloadType, "unknownPayloadType"},
    {Verdict::kEmptyRepair, "emptyRepair"},
    {Verdict::kEarlyRepair, "earlyRepair"},
    {Verdict::kMalformedRepair, "malformedRepair"},
    {Verdict::kDuplicate, "duplicate"},
    {Verdict::kForwarded, "forwarded"},
    {Verdict::kPaused, "paused"},
    {Verdict::kNotConnected, "notConnected"},
    {Verdict::kNoPayloadType, "noPayloadType"},
    {Verdict::kOtherEncoding, "otherEncoding"},
    {Verdict::kBeforeKeyFrame, "beforeKeyFrame"},
    {Verdict::kLayerAboveLimits, "layerAboveLimits"},
    {Verdict::kTooLate, "tooLate"},
    {Verdict::kHeaderTooLong, "headerTooLong"},
    {Verdict::kResent, "resent"},
    {Verdict::kResendNotConnected, "resendNotConnected"},
    {Verdict::kResendWithoutRtx, "resendWithoutRtx"},
    {Verdict::kResendUnknown, "resendUnknown"},
    {Verdict::kResendForgotten, "resendForgotten"},
    {Verdict::kResendTooSoon, "resendTooSoon"},
    {Verdict::kResendTooOften, "resendTooOften"},
    {Verdict::kResendOverBudget, "resendOverBudget"},
    {Verdict::kResendTooLong, "resendTooLong"},
}};

constexpr std::array<Verdict, kVerdicts> verdictsInOrder() {
  std::array<Verdict, kVerdicts> result{};
  for (size_t i = 0; i < kVerdicts; ++i) result[i] = static_cast<Verdict>(i);
  return result;
}
constexpr auto kAll = verdictsInOrder();

constexpr bool areRowsInOrder() {
  for (size_t i = 0; i < kVerdicts; ++i) {
    if (kRows[i].verdict != kAll[i]) return false;
  }
  return true;
}
static_assert(areRowsInOrder());

std::span<const Verdict> range(Verdict first, Verdict last) {
  const auto from = static_cast<size_t>(first);
  return std::span(kAll).subspan(from, static_cast<size_t>(last) - from + 1);
}

}  // namespace

std::string_view nameOf(Verdict verdict) {
  return kRows[static_cast<size_t>(verdict)].name;
}

std::span<const Verdict> transportVerdicts() {
  return range(Verdict::kMalformed, Verdict::kOverMaxBitrate);
}
std::span<const Verdict> receiverVerdicts() {
  return range(Verdict::kAccepted, Verdict::kDuplicate);
}
std::span<const Verdict> senderVerdicts() {
  return range(Verdict::kForwarded, Verdict::kResendTooLong);
}

}  // namespace sfu::router
