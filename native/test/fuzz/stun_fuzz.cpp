// Raw bytes into the STUN parser, and into an ICE agent.
#include "ice/ice_agent.h"
#include "stun/message.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sfu::Bytes bytes(data, size);
  const auto view = sfu::stun::MessageView::parse(bytes);
  if (view) (void)(view->fingerprintOk() || view->integrityOk("VOkJxbRl1RmTxUk/WvJxBt"));
  sfu::ice::IceAgent agent({"evtj", "VOkJxbRl1RmTxUk/WvJxBt"});
  if (agent.isFor(bytes) || view) agent.handleMessage({}, bytes, sfu::Time());
  return 0;
}
