#include "net/timer.h"

#include "net/clock.h"
#include "net/loop.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using namespace sfu::net;

namespace {

TEST_CASE("Timer is never early") {
  Loop loop;
  const Clock clock;
  for (const Duration delay : {Duration(1), Duration(999), Duration(1000), Duration(2500)}) {
    bool fired = false;
    Timer timer(loop.uv(), [&] { fired = true; });
    const Time due = clock.now() + delay;
    timer.arm(delay);

    loop.run();

    CHECK(fired);
    // Both clocks are read in whole microseconds here, and in nanoseconds there.
    CHECK(clock.now() >= due - 1us);
  }
}

TEST_CASE("Timer fires once") {
  Loop loop;
  int count = 0;
  Timer timer(loop.uv(), [&] { ++count; });

  timer.arm(0us);
  loop.run();

  CHECK(count == 1);
  CHECK(!timer.isArmed());
}

TEST_CASE("Timer does not fire after it was disarmed") {
  Loop loop;
  bool fired = false;
  Timer timer(loop.uv(), [&] { fired = true; });

  timer.arm(0us);
  timer.disarm();
  loop.run();

  CHECK(!fired);
}

TEST_CASE("Timer keeps the last delay it was armed with") {
  Loop loop;
  bool fired = false;
  Timer timer(loop.uv(), [&] { fired = true; });

  timer.arm(Duration::max());
  CHECK(timer.isArmed());
  timer.arm(-5us);
  loop.run();

  CHECK(fired);
}

TEST_CASE("Timer can be armed again from its callback") {
  Loop loop;
  int count = 0;
  std::unique_ptr<Timer> timer;
  timer = std::make_unique<Timer>(loop.uv(), [&] {
    if (++count < 3) timer->arm(0us);
  });

  timer->arm(0us);
  loop.run();

  CHECK(count == 3);
}

TEST_CASE("Timer can be destroyed by its callback") {
  Loop loop;
  std::unique_ptr<Timer> timer;
  std::string kept = "a string of the callback that is too long for the small buffer";
  std::string seen;
  timer = std::make_unique<Timer>(loop.uv(), [&timer, &seen, kept] {
    timer.reset();
    seen = kept;
  });

  timer->arm(0us);
  loop.run();

  CHECK(seen == kept);
}

TEST_CASE("Loop returns from run when it is told to stop") {
  Loop loop;
  Timer never(loop.uv(), [] {});
  never.arm(1h);
  Timer soon(loop.uv(), [&] { loop.stop(); });
  soon.arm(0us);

  loop.run();

  CHECK(never.isArmed());
}

TEST_CASE("Clock does not go backwards") {
  const Clock clock;
  Time last = clock.now();
  for (int i = 0; i < 1000; ++i) {
    const Time now = clock.now();
    CHECK(now >= last);
    last = now;
  }
}

TEST_CASE("Clock begins at the time of day") {
  // 2020-09-13 and 2255-06-05: wide enough for any machine that is set at all.
  const auto seconds = Clock().now().time_since_epoch() / 1s;
  CHECK(seconds > 1'600'000'000);
  CHECK(seconds < 9'000'000'000);
}

}  // namespace
