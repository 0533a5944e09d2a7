// Raw bytes into the STUN parser, and into an ICE agent.
#include "ice/ice_agent.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sfu::SeededRandom random(1);
  sfu::ice::IceAgent agent({"evtj", "VOkJxbRl1RmTxUk/WvJxBt"}, random);
  (void)agent.isFor({data, size});
  agent.handleMessage({}, {data, size}, sfu::Time());
  agent.handleTimeout(agent.nextTimeout());
  return 0;
}
