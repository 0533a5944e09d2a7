#include "codecs/opus.h"

namespace sfu::codecs {

FrameInfo opusFrameInfo(Bytes payload) {
  if (payload.empty()) return {};
  return {.isKeyFrame = true, .startsFrame = true, .isIntraPicture = true};
}

}  // namespace sfu::codecs
