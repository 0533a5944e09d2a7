#include "worker/notification_outbox.h"

#include "test/kit/check.h"

using namespace sfu;
using channel::Value;
using worker::NotificationOutbox;

namespace {

Value state(const char* id, const char* name) {
  return Value::object({{"id", id}, {"state", name}});
}

TEST_CASE("NotificationOutbox gives what it was given, in order") {
  NotificationOutbox outbox;
  outbox.put("transport.iceState", state("b", "connected"));
  outbox.put("transport.dtlsState", state("a", "connecting"));

  CHECK(outbox.take(0)->first == "transport.iceState");
  CHECK(outbox.take(0)->first == "transport.dtlsState");
  CHECK_FALSE(outbox.take(0));
  CHECK(outbox.empty());
}

TEST_CASE("NotificationOutbox waits while more than a megabyte is queued") {
  NotificationOutbox outbox;
  outbox.put("transport.iceState", state("a", "connected"));

  CHECK_FALSE(outbox.take(NotificationOutbox::kMaxQueued + 1));
  CHECK(outbox.take(NotificationOutbox::kMaxQueued));
}

TEST_CASE("NotificationOutbox keeps the newest of each kind and object") {
  NotificationOutbox outbox;
  for (int i = 0; i < 1000; ++i) {
    outbox.put("transport.iceState", state("a", i % 2 == 0 ? "disconnected" : "completed"));
    outbox.put("transport.iceState", state("b", "connected"));
  }
  outbox.put("transport.dtlsState", state("a", "connected"));

  const auto first = outbox.take(0);
  CHECK(first->second["id"].text() == "a");
  CHECK(first->second["state"].text() == "completed");
  CHECK(outbox.take(0)->second["id"].text() == "b");
  CHECK(outbox.take(0)->first == "transport.dtlsState");
  CHECK(outbox.empty());
  CHECK(outbox.merged() == 1998);
}

}  // namespace
