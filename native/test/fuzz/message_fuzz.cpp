#include "channel/message.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto message = sfu::channel::parseMessage({data, size});
  // What was read can be written, and reads the same again (but NaN equals nothing).
  if (message) (void)sfu::channel::parseMessage(sfu::channel::writeMessage(*message)).value();
  return 0;
}
