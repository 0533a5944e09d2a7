#include "channel/frame_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sfu::channel::FrameReader reader;
  for (sfu::Bytes rest(data, size); !rest.empty(); rest = rest.subspan(rest.size() / 2 + 1)) {
    reader.push(rest.first(rest.size() / 2 + 1));
    while (reader.next()) continue;
  }
  return 0;
}
