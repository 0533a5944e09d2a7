#include "dtls/flight.h"

#include <algorithm>
#include <utility>

namespace sfu::dtls {

void Flight::append(Bytes records) {
  if (datagrams.empty() || datagrams.back().size() + records.size() > kMaxDatagramSize) {
    datagrams.emplace_back();
  }
  datagrams.back().insert(datagrams.back().end(), records.begin(), records.end());
}

void FlightRepeater::start(std::vector<Flight> variants, Time now) {
  variants_ = std::move(variants);
  current_ = 0;
  interval_ = kFirstInterval;
  sentAt_ = now;
  dueAt_ = now + interval_;
}

void FlightRepeater::clear() {
  variants_.clear();
  dueAt_ = kNever;
}

const Flight* FlightRepeater::handleTimeout(Time now) {
  if (now < dueAt_) return nullptr;
  interval_ = std::min(interval_ * 2, kMaxInterval);
  return next(now);
}

const Flight* FlightRepeater::answer(Time now) {
  if (variants_.empty() || now < sentAt_ + kMinAnswerInterval) return nullptr;
  return next(now);
}

const Flight* FlightRepeater::next(Time now) {
  current_ = std::min(current_ + 1, variants_.size() - 1);
  sentAt_ = now;
  if (dueAt_ != kNever) dueAt_ = now + interval_;
  return &variants_[current_];
}

}  // namespace sfu::dtls
