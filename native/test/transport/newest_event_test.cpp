#include "transport/newest_event.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using transport::NewestEvent;

namespace {

constexpr Time kNow{std::chrono::seconds(1)};

TEST_CASE("NewestEvent tells the first value at once") {
  NewestEvent<int> event;

  CHECK_FALSE(event.put(1));

  CHECK(event.take(kNow) == 1);
  CHECK_FALSE(event.take(kNow));
  CHECK(event.nextTimeout() == kNever);
}

TEST_CASE("NewestEvent tells the next value 100 ms later, not before") {
  NewestEvent<int> event;
  event.put(1);
  event.take(kNow);
  event.put(2);

  CHECK(event.nextTimeout() == kNow + 100ms);
  CHECK_FALSE(event.take(kNow + 100ms - 1us));
  CHECK(event.take(kNow + 100ms) == 2);
}

TEST_CASE("NewestEvent tells the newest of the values that came meanwhile") {
  NewestEvent<int> event;
  event.put(1);
  event.take(kNow);

  CHECK_FALSE(event.put(2));
  CHECK(event.put(3));

  CHECK(event.take(kNow + 100ms) == 3);
}

}  // namespace
