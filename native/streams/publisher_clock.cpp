#include "streams/publisher_clock.h"

namespace sfu::streams {

namespace {

/// On the circle of NTP, whose era ends in 2036.
Duration difference(NtpTime later, NtpTime earlier) {
  const auto value = static_cast<int64_t>(later.value - earlier.value);
  const int64_t seconds = value >> 32;
  const int64_t fraction = value & 0xffff'ffff;
  return Duration(seconds * 1'000'000 + ((fraction * 1'000'000) >> 32));
}

}  // namespace

uint32_t timestampDistance(const ReportedClock& from, const ReportedClock& to, uint32_t clockRate) {
  return to.rtpTimestamp + ticksIn(difference(from.ntp, to.ntp), clockRate) - from.rtpTimestamp;
}

void PublisherClock::handleSenderReport(NtpTime ntp, Time now) {
  if (!anchor_) {
    anchor_ = Anchor{ntp, now};
    return;
  }
  const Duration error = now - toOurs(*anchor_, ntp);
  const bool deviates = error > kMaxError || error < -kMaxError;
  deviations_ = deviates ? deviations_ + 1 : 0;
  if (deviations_ < kReportsToBelieve) return;

  anchor_ = Anchor{ntp, now};
  deviations_ = 0;
}

std::optional<ClockMapping> PublisherClock::map(const ReportedClock& clock) const {
  if (!anchor_) return std::nullopt;
  return ClockMapping{.at = toOurs(*anchor_, clock.ntp), .timestamp = clock.rtpTimestamp};
}

Time PublisherClock::toOurs(const Anchor& anchor, NtpTime ntp) {
  return anchor.at + difference(ntp, anchor.ntp);
}

}  // namespace sfu::streams
