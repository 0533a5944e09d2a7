#include "net/signals.h"

#include <signal.h>

#include <vector>

#include "net/loop.h"
#include "test/kit/check.h"
#include "test/net/run_until.h"

using namespace sfu;
using namespace sfu::net;
using test::runUntil;

namespace {

TEST_CASE("Signals reports each request to end") {
  for (const int signal : {SIGTERM, SIGINT}) {
    Loop loop;
    std::vector<int> seen;
    Signals signals(loop.uv(), [&](int number) { seen.push_back(number); });

    raise(signal);

    CHECK(runUntil(loop, [&] { return !seen.empty(); }));
    CHECK(seen == std::vector<int>{signal});
  }
}

TEST_CASE("Signals does not keep a loop running") {
  Loop loop;
  Signals signals(loop.uv(), [](int) {});

  loop.run();

  CHECK(!loop.runOnce());
}

TEST_CASE("A process deaf to SIGPIPE and SIGHUP survives them") {
  ignorePipeAndHangup();

  CHECK(raise(SIGPIPE) == 0);
  CHECK(raise(SIGHUP) == 0);
}

}  // namespace
