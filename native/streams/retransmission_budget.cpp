#include "streams/retransmission_budget.h"

#include <algorithm>

namespace sfu::streams {

namespace {

int64_t bytesIn(Bitrate rate, Duration time) {
  return rate.bps() * time.count() / 8 / 1'000'000;
}

}  // namespace

void RetransmissionBudget::setLoss(double loss) {
  const double excess = std::clamp((loss - kBearable) / (kHopeless - kBearable), 0.0, 1.0);
  sharePercent_ = kShare - static_cast<int>(excess * (kShare - kLeastShare));
}

bool RetransmissionBudget::take(size_t payloadSize, Bitrate rate, Time now) {
  const int64_t size = cost(payloadSize);
  if (promisedBytes_ >= size) {
    promisedBytes_ -= size;
    return true;
  }
  refill(rate, now);
  if (bytes_ < size) return false;
  bytes_ -= size;
  return true;
}

void RetransmissionBudget::refill(Bitrate rate, Time now) {
  // Longer ago than that, the floor alone has filled the bucket.
  constexpr Duration kLongest = std::chrono::minutes(1);
  bytes_ += bytesIn(kFloor, std::clamp(now - refilledAt_, Duration(0), kLongest));
  refilledAt_ = now;
  bytes_ = std::min(bytes_, std::max(kMinCapacity, bytesIn(rate, kCapacity)));
}

}  // namespace sfu::streams
