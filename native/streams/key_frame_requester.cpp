#include "streams/key_frame_requester.h"

#include <algorithm>

namespace sfu::streams {

void KeyFrameRequester::request(Time now) {
  if (!isWanted_) wantedAt_ = now;
  isWanted_ = true;
}

bool KeyFrameRequester::takeDue(Time now) {
  if (now < nextTimeout()) return false;
  isWanted_ = false;
  isUnanswered_ = true;
  sentAt_ = now;
  return true;
}

void KeyFrameRequester::handleKeyFrame() {
  isWanted_ = false;
  isUnanswered_ = false;
}

void KeyFrameRequester::cancel() {
  handleKeyFrame();
}

Time KeyFrameRequester::nextTimeout() const {
  if (isWanted_) return std::max(wantedAt_, sentAt_ + kMinInterval);
  if (isUnanswered_) return sentAt_ + kRepeatInterval;
  return kNever;
}

}  // namespace sfu::streams
