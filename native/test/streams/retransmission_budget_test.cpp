// How much may be sent again.
#include "streams/retransmission_budget.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::RetransmissionBudget;

namespace {

constexpr Time kStart(1'700'000'000s);
constexpr size_t kPayload = 1200 - RetransmissionBudget::kPacketOverhead;

/// What a viewer gets that asks for everything, ten times a second, while `rate` is sent.
int64_t bytesResent(RetransmissionBudget& budget, Bitrate rate, Duration time, size_t payload) {
  const auto size = static_cast<int64_t>(payload) + RetransmissionBudget::kPacketOverhead;
  int64_t sent = 0;
  int64_t resent = 0;
  for (Duration at(0); at < time; at += 100ms) {
    for (; sent * 8'000'000 < rate.bps() * at.count(); sent += size) budget.handleSent(payload);
    while (budget.take(payload, rate, kStart + at)) resent += size;
  }
  return resent;
}

TEST_CASE("RetransmissionBudget holds repairs at half of a stream's rate") {
  RetransmissionBudget budget;
  const int64_t resent = bytesResent(budget, Bitrate::bps(2'000'000), 60s, kPayload);
  const int64_t half = 2'000'000 / 8 * 60 / 2;
  CHECK(resent > half);
  CHECK(resent < half * 11 / 10);
}

TEST_CASE("RetransmissionBudget repairs less where a link loses most of what is sent") {
  const auto percentAt = [](double loss) {
    RetransmissionBudget budget;
    budget.setLoss(loss);
    const int64_t sent = 2'000'000 / 8 * 120;
    return bytesResent(budget, Bitrate::bps(2'000'000), 120s, kPayload) * 100 / sent;
  };
  CHECK(percentAt(0.3) >= 50);
  CHECK(percentAt(0.45) < 33);
  CHECK(percentAt(0.6) < 13);
  CHECK(percentAt(1) >= 10);
}

TEST_CASE("RetransmissionBudget repairs the loss of half a second at once") {
  RetransmissionBudget budget;
  const Bitrate rate = Bitrate::bps(2'000'000);
  for (int i = 0; i < 1000; ++i) budget.handleSent(kPayload);
  int64_t resent = 0;
  while (budget.take(kPayload, rate, kStart)) resent += 1200;
  CHECK(resent > 2'000'000 / 8 / 2 - 1200);
  CHECK(resent <= 2'000'000 / 8 / 2);
}

TEST_CASE("RetransmissionBudget saves nothing up beyond that") {
  RetransmissionBudget budget;
  const Bitrate rate = Bitrate::bps(2'000'000);
  for (int i = 0; i < 100'000; ++i) budget.handleSent(kPayload);
  int packets = 0;
  while (budget.take(kPayload, rate, kStart + 3600s)) ++packets;
  CHECK(packets <= 2'000'000 / 8 / 2 / 1200 + 1);
}

TEST_CASE("RetransmissionBudget leaves a slow stream some repairs") {
  RetransmissionBudget budget;
  const Bitrate rate = Bitrate::bps(10'000);
  while (budget.take(kPayload, rate, kStart)) continue;
  CHECK_FALSE(budget.take(kPayload, rate, kStart + 300ms));
  CHECK(budget.take(kPayload, rate, kStart + 500ms));
  CHECK_FALSE(budget.take(kPayload, rate, kStart + 500ms));
}

TEST_CASE("RetransmissionBudget counts the headers of tiny packets") {
  RetransmissionBudget budget;
  int packets = 0;
  while (budget.take(1, Bitrate(), kStart)) ++packets;
  CHECK(packets < 300);
}

TEST_CASE("RetransmissionBudget lets a whole key frame follow that was promised") {
  RetransmissionBudget budget;
  for (int i = 0; i < 100; ++i) budget.handlePromised(kPayload);
  for (int i = 0; i < 100; ++i) CHECK(budget.take(kPayload, Bitrate(), kStart));
  int more = 0;
  while (budget.take(kPayload, Bitrate(), kStart)) ++more;
  CHECK(more < 15);
}

TEST_CASE("RetransmissionBudget does not mind a clock that stands still or goes back") {
  RetransmissionBudget budget;
  while (budget.take(kPayload, Bitrate(), kStart)) continue;
  CHECK_FALSE(budget.take(kPayload, Bitrate(), kStart - 10s));
  CHECK_FALSE(budget.take(kPayload, Bitrate(), kStart - 10s));
}

}  // namespace
