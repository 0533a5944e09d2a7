#include "codecs/depacketize.h"

#include "codecs/av1.h"
#include "codecs/h264.h"
#include "codecs/h265.h"
#include "codecs/opus.h"
#include "codecs/vp8.h"
#include "codecs/vp9.h"

namespace sfu::codecs {

FrameInfo frameInfo(Codec codec, Bytes payload) {
  if (payload.empty()) return {};  // padding alone belongs to no frame
  switch (codec) {
    case Codec::kOpus:
      return opusFrameInfo(payload);
    case Codec::kVp8:
      return vp8FrameInfo(payload);
    case Codec::kVp9:
      return vp9FrameInfo(payload);
    case Codec::kH264:
      return h264FrameInfo(payload);
    case Codec::kH265:
      return h265FrameInfo(payload);
    case Codec::kAv1:
      return av1FrameInfo(payload);
    case Codec::kOther:
      break;
  }
  return {.isKeyFrame = true, .startsFrame = true, .isIntraPicture = true};
}

}  // namespace sfu::codecs
