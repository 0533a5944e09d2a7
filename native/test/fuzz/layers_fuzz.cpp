#include "test/fuzz/layers_round.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sfu::test::roundOfLayers(sfu::codecs::Codec::kVp8, {data, size});
  sfu::test::roundOfLayers(sfu::codecs::Codec::kVp9, {data, size});
  return 0;
}
