#include "codecs/depacketize.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)sfu::codecs::frameInfo(sfu::codecs::Codec::kH265, {data, size});
  return 0;
}
