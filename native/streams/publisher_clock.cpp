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

std::optional<ClockMapping> PublisherClock::handleSenderReport(const ReportedClock& clock,
                                                               Time now) {
  if (clock.ntp.value == 0) return std::nullopt;
  if (!anchor_) anchor_ = Anchor{clock.ntp, now};
  const Duration error = now - toOurs(*anchor_, clock.ntp);
  const bool deviates = error > kMaxError || error < -kMaxError;
  deviations_ = deviates ? deviations_ + 1 : 0;
  if (deviates && deviations_ < kReportsToBelieve) return std::nullopt;
  if (deviates) {
    anchor_ = Anchor{clock.ntp, now};
    deviations_ = 0;
  }
  return ClockMapping{.at = toOurs(*anchor_, clock.ntp), .timestamp = clock.rtpTimestamp};
}

Time PublisherClock::toOurs(const Anchor& anchor, NtpTime ntp) {
  return anchor.at + difference(ntp, anchor.ntp);
}

}  // namespace sfu::streams
