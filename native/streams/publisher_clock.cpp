#include "streams/publisher_clock.h"

namespace sfu::streams {

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
  // The difference is taken on the circle of NTP, whose era ends in 2036.
  const auto difference = static_cast<int64_t>(ntp.value - anchor.ntp.value);
  const int64_t seconds = difference >> 32;
  const int64_t fraction = difference & 0xffff'ffff;
  return anchor.at + Duration(seconds * 1'000'000 + ((fraction * 1'000'000) >> 32));
}

}  // namespace sfu::streams
