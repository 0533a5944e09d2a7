// What a publisher says that it has sent.
#pragma once
#include <cstdint>
#include <optional>

#include "base/time.h"
#include "rtcp/sender_report.h"

namespace sfu::streams {

/// The counters in the sender reports of one SSRC, on a line that only grows.
///
/// In a report they have 32 bits (RFC 3550, section 6.4.1), which octets use up
/// in hours, and a publisher may begin again at zero. A report that was overtaken
/// by a newer one is left out.
class ReportedTotals {
 public:
  /// The newest report.
  struct Latest {
    NtpTime ntp;  // the publisher's
    Time receivedAt;
    uint32_t packets;
    uint32_t octets;
  };

  void handleReport(const rtcp::SenderReport& report, Time now);

  uint64_t reports() const { return reports_; }
  uint64_t packets() const { return packets_; }
  uint64_t octets() const { return octets_; }
  const std::optional<Latest>& latest() const { return latest_; }

 private:
  uint64_t reports_ = 0;
  uint64_t packets_ = 0;
  uint64_t octets_ = 0;
  std::optional<Latest> latest_;
};

}  // namespace sfu::streams
