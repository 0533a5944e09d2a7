#include "net/rfc4571.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static sfu::PacketPool pool;
  sfu::net::Deframer deframer(pool);
  for (sfu::Bytes rest(data, size); !rest.empty(); rest = rest.subspan(rest.size() / 2 + 1)) {
    for (sfu::Bytes part = rest.first(rest.size() / 2 + 1); deframer.next(part);) continue;
  }
  return 0;
}
