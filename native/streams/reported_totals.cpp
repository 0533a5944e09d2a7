#include "streams/reported_totals.h"

namespace sfu::streams {

namespace {

// Nothing is overtaken by more; who goes back further has set the clock.
constexpr uint64_t kMaxReordering = uint64_t{5} << 32;

/// How far a counter has come since `before`, modulo 2^32; all of it if it went back, which
/// means that it began anew.
uint32_t growth(uint32_t before, uint32_t after) {
  const uint32_t distance = after - before;
  return distance < 0x8000'0000 ? distance : after;
}

}  // namespace

void ReportedTotals::handleReport(const rtcp::SenderReport& report, Time now) {
  if (latest_ && report.ntp.value != 0 && report.ntp.value < latest_->ntp.value &&
      latest_->ntp.value - report.ntp.value < kMaxReordering) {
    return;
  }
  packets_ += growth(latest_ ? latest_->packets : 0, report.packetCount);
  octets_ += growth(latest_ ? latest_->octets : 0, report.octetCount);
  ++reports_;
  latest_ = Latest{report.ntp, now, report.packetCount, report.octetCount};
}

}  // namespace sfu::streams
