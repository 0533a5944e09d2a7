// What the fuzz target of layer selection does with each input.
#pragma once
#include "base/assert.h"
#include "codecs/depacketize.h"
#include "streams/picture_rewriter.h"
#include "streams/svc_selector.h"

namespace sfu::test {

/// Takes the input as short payloads of one stream, of which a viewer gets the lower layers.
inline void roundOfLayers(codecs::Codec codec, Bytes input) {
  streams::SvcSelector selector;
  selector.setLimits({.spatialLayer = 1, .temporalLayer = 1}, true);
  streams::PictureRewriter pictures;
  for (size_t at = 0; at < input.size(); at += 12) {
    const Bytes payload = input.subspan(at, std::min<size_t>(12, input.size() - at));
    const codecs::FrameInfo frame = codecs::frameInfo(codec, payload);
    if (frame.isKeyFrame) pictures.restart();
    if (!selector.accept(frame)) {
      pictures.skip(frame.picture);
      continue;
    }
    const auto patch = streams::patchOf(frame.picture, pictures.rewrite(frame.picture), payload);
    SFU_ASSERT(size_t{patch.at} + patch.size <= payload.size());
    SFU_ASSERT(patch.size <= patch.bytes.size());
  }
}

}  // namespace sfu::test
