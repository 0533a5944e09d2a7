#include "bwe/viewer_loss_limit.h"

#include <algorithm>

namespace sfu::bwe {

namespace {

Bitrate scaled(Bitrate bitrate, double factor) {
  return Bitrate::bps(static_cast<int64_t>(static_cast<double>(bitrate.bps()) * factor));
}

/// That of the viewer in the middle; of two in the middle the better one.
double median(std::vector<double>& losses) {
  const auto middle = losses.begin() + (std::ssize(losses) - 1) / 2;
  std::nth_element(losses.begin(), middle, losses.end());
  return *middle;
}

}  // namespace

void ViewerLossLimit::update(std::vector<double> losses, Bitrate received, Bitrate floor) {
  if (lastReports_ > 0 && --lastReports_ == 0) limit_.reset();
  if (losses.empty()) {
    if (limit_ && lastReports_ == 0) lift();
    return;
  }
  const double loss = median(losses);
  if (loss > kHighLoss) {
    const Bitrate base = limit_ ? std::min(*limit_, received) : received;
    tooMuch_ = received;
    limit_ = std::max(floor, scaled(base, loss > kCollapse ? 1 - loss : 1 - loss / 2));
    lastReports_ = 0;
    return;
  }
  if (loss >= kLowLoss || !limit_ || lastReports_ > 0) return;
  const bool isNear = *limit_ > scaled(tooMuch_, kBelow) && *limit_ < scaled(tooMuch_, kAbove);
  limit_ = scaled(*limit_, isNear ? kCarefulGrowth : kGrowth);
  if (*limit_ > scaled(std::max(floor, received), kIdleFactor)) lift();
}

void ViewerLossLimit::lift() {
  limit_ = kUnlimited;
  lastReports_ = kLastReports;
}

}  // namespace sfu::bwe
