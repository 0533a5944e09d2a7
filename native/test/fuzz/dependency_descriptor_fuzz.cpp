#include "codecs/dependency_descriptor.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sfu::codecs::DependencyDescriptorReader reader;
  sfu::codecs::FrameInfo frame;
  const size_t half = size / 2;
  reader.refine({data, half}, frame);
  reader.refine({data + half, size - half}, frame);
  return 0;
}
