#include "net/after_poll.h"

#include "net/loop.h"
#include "net/timer.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;

namespace {

TEST_CASE("AfterPoll calls back in each turn of the loop") {
  net::Loop loop;
  int turns = 0;
  net::AfterPoll afterPoll(loop.uv(), [&] { ++turns; });
  net::Timer timer(loop.uv(), [] {});
  timer.arm(1ms);

  while (timer.isArmed()) loop.runOnce();

  CHECK(turns > 0);
}

TEST_CASE("AfterPoll does not keep the loop alive") {
  net::Loop loop;
  const net::AfterPoll afterPoll(loop.uv(), [] {});

  loop.run();
}

TEST_CASE("AfterPoll may be destroyed by its own callback") {
  net::Loop loop;
  int turns = 0;
  std::unique_ptr<net::AfterPoll> afterPoll;
  afterPoll = std::make_unique<net::AfterPoll>(loop.uv(), [&] {
    ++turns;
    afterPoll.reset();
  });
  net::Timer timer(loop.uv(), [] {});
  timer.arm(5ms);

  loop.run();

  CHECK(turns == 1);
}

}  // namespace
