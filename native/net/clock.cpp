#include "net/clock.h"

#include <time.h>

#include "base/assert.h"

namespace sfu::net {

namespace {

Duration read(clockid_t clock) {
  timespec time{};
  SFU_ASSERT(clock_gettime(clock, &time) == 0);
  return std::chrono::seconds(time.tv_sec) + Duration(time.tv_nsec / 1000);
}

}  // namespace

Clock::Clock() : offset_(read(CLOCK_REALTIME) - read(CLOCK_MONOTONIC)) {}

Time Clock::now() const {
  return Time(offset_ + read(CLOCK_MONOTONIC));
}

}  // namespace sfu::net
