// Merging of key frame requests.
#include "streams/key_frame_requester.h"

#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using streams::KeyFrameRequester;

namespace {

constexpr Time kStart(1'700'000'000s);

TEST_CASE("KeyFrameRequester is silent until asked") {
  KeyFrameRequester requester;
  CHECK_FALSE(requester.takeDue(kStart));
  CHECK(requester.nextTimeout() == kNever);
}

TEST_CASE("KeyFrameRequester passes the first request at once, and only once") {
  KeyFrameRequester requester;
  requester.request(kStart);
  requester.request(kStart);

  CHECK(requester.nextTimeout() == kStart);
  CHECK(requester.takeDue(kStart));
  CHECK_FALSE(requester.takeDue(kStart));
}

TEST_CASE("KeyFrameRequester holds a request until the interval ends, not longer") {
  KeyFrameRequester requester;
  requester.request(kStart);
  requester.takeDue(kStart);
  requester.handleKeyFrame();
  requester.request(kStart + 10ms);

  const Time end = kStart + KeyFrameRequester::kMinInterval;
  CHECK(requester.nextTimeout() == end);
  CHECK_FALSE(requester.takeDue(end - 1us));
  CHECK(requester.takeDue(end));
}

TEST_CASE("KeyFrameRequester forgets a held request when a key frame comes") {
  KeyFrameRequester requester;
  requester.request(kStart);
  requester.takeDue(kStart);
  requester.request(kStart + 10ms);
  requester.handleKeyFrame();

  CHECK(requester.nextTimeout() == kNever);
  CHECK_FALSE(requester.takeDue(kStart + 10s));
}

TEST_CASE("KeyFrameRequester repeats an unanswered request after a second, not before") {
  KeyFrameRequester requester;
  requester.request(kStart);
  requester.takeDue(kStart);

  const Time repeat = kStart + KeyFrameRequester::kRepeatInterval;
  CHECK(requester.nextTimeout() == repeat);
  CHECK_FALSE(requester.takeDue(repeat - 1us));
  CHECK(requester.takeDue(repeat));
  CHECK(requester.nextTimeout() == repeat + KeyFrameRequester::kRepeatInterval);
}

TEST_CASE("KeyFrameRequester lets a request after the interval pass at once") {
  KeyFrameRequester requester;
  requester.request(kStart);
  requester.takeDue(kStart);
  requester.handleKeyFrame();

  requester.request(kStart + 700ms);
  CHECK(requester.takeDue(kStart + 700ms));
}

TEST_CASE("KeyFrameRequester stops when nobody wants a key frame any more") {
  KeyFrameRequester requester;
  requester.request(kStart);
  requester.takeDue(kStart);
  requester.cancel();
  CHECK(requester.nextTimeout() == kNever);
}

}  // namespace
