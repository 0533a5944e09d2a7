// A compound packet, and every report in it there and back.
#include "test/fuzz/rtcp_round.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sfu::rtcp::CompoundReader reader({data, size});
  while (const auto item = reader.next()) sfu::test::roundOfRtcp(*item);
  return 0;
}
