// Publishers of lossy viewers.
#include "bwe/viewer_loss_limit.h"

#include "test/kit/check.h"

using namespace sfu;
using bwe::ViewerLossLimit;

namespace {

constexpr Bitrate kSent = Bitrate::bps(1'000'000);
constexpr Bitrate kFloor = Bitrate::bps(100'000);

TEST_CASE("ViewerLossLimit says nothing while viewers get what is sent") {
  ViewerLossLimit limit;
  for (int i = 0; i < 10; ++i) limit.update({0, 0.01, 0.09}, kSent, kFloor);
  limit.update({}, kSent, kFloor);
  CHECK_FALSE(limit.limit());
}

TEST_CASE("ViewerLossLimit lowers the rate by half of the loss") {
  ViewerLossLimit limit;
  limit.update({0.25, 0.25, 0.25}, kSent, kFloor);
  CHECK(limit.limit() == Bitrate::bps(875'000));
  limit.update({0.2}, Bitrate::bps(700'000), kFloor);
  CHECK(limit.limit() == Bitrate::bps(630'000));
}

TEST_CASE("ViewerLossLimit follows what comes through when links are flooded") {
  ViewerLossLimit limit;
  limit.update({0.6}, kSent, kFloor);
  CHECK(limit.limit() == Bitrate::bps(400'000));
}

TEST_CASE("ViewerLossLimit grows with care near the rate that was too much") {
  ViewerLossLimit limit;
  limit.update({0.6}, kSent, kFloor);
  int steps = 0;
  while (*limit.limit() < Bitrate::bps(750'000)) limit.update({0}, *limit.limit(), kFloor), ++steps;
  CHECK(steps == 7);
  while (*limit.limit() < kSent) limit.update({0}, *limit.limit(), kFloor), ++steps;
  CHECK(steps > 18);
}

TEST_CASE("ViewerLossLimit never goes below the floor") {
  ViewerLossLimit limit;
  for (int i = 0; i < 50; ++i) limit.update({1}, limit.limit().value_or(kSent), kFloor);
  CHECK(limit.limit() == kFloor);
}

TEST_CASE("ViewerLossLimit lets one bad link change nothing for the others") {
  ViewerLossLimit limit;
  limit.update({0, 0.9, 0}, kSent, kFloor);
  limit.update({0.9, 0}, kSent, kFloor);
  CHECK_FALSE(limit.limit());
  limit.update({0.9, 0.5, 0}, kSent, kFloor);
  CHECK(limit.limit());
}

TEST_CASE("ViewerLossLimit holds between little and much loss") {
  ViewerLossLimit limit;
  limit.update({0.5}, kSent, kFloor);
  const auto before = limit.limit();
  limit.update({0.05}, kSent, kFloor);
  CHECK(limit.limit() == before);
}

TEST_CASE("ViewerLossLimit grows again, and is lifted when it has no effect") {
  ViewerLossLimit limit;
  limit.update({0.5}, kSent, kFloor);
  limit.update({0}, kSent, kFloor);
  CHECK(limit.limit() == Bitrate::bps(550'000));
  int reports = 0;
  for (; limit.limit() != ViewerLossLimit::kUnlimited && reports < 200; ++reports) {
    limit.update({0}, Bitrate::bps(500'000), kFloor);
  }
  CHECK(reports < 60);
  for (int i = 1; i < ViewerLossLimit::kLastReports; ++i) {
    limit.update({0}, kSent, kFloor);
    CHECK(limit.limit() == ViewerLossLimit::kUnlimited);
  }
  limit.update({0}, kSent, kFloor);
  CHECK_FALSE(limit.limit());
}

TEST_CASE("ViewerLossLimit is lifted when nobody watches any more") {
  ViewerLossLimit limit;
  limit.update({0.5}, kSent, kFloor);
  for (int i = 0; i < 10; ++i) limit.update({}, kSent, kFloor);
  CHECK_FALSE(limit.limit());
}

TEST_CASE("ViewerLossLimit acts at once when losses come back while it is being lifted") {
  ViewerLossLimit limit;
  limit.update({0.5}, kSent, kFloor);
  limit.update({}, kSent, kFloor);
  limit.update({0.5}, kSent, kFloor);
  CHECK(limit.limit() == Bitrate::bps(500'000));
  limit.update({0.2}, Bitrate::bps(400'000), kFloor);
  CHECK(limit.limit() == Bitrate::bps(360'000));
}

}  // namespace
