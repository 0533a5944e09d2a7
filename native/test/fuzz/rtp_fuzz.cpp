// A packet, its extensions, and its way through RTX and on to a viewer.
#include "test/fuzz/rtp_round.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sfu::test::roundOfRtp({data, size});
  return 0;
}
