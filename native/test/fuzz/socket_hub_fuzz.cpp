// Transports that come and go behind one port, and strangers' datagrams for them.
#include "base/assert.h"
#include "test/fuzz/fuzz_kit.h"
#include "worker/socket_hub.h"

using namespace sfu;
using namespace sfu::test;
using worker::TransportKey;

namespace {

Route routeOf(Story& story) {
  const uint8_t number = story.byte();
  const auto port = static_cast<uint16_t>(story.byte());
  return {number & 1 ? Protocol::kTcp : Protocol::kUdp, Address::ipv4({192, 0, 2, 1}, 4000),
          Address::ipv4({192, 0, 2, static_cast<uint8_t>(number >> 6)}, port)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Story story({data, size});
  worker::SocketHub hub;
  while (!story.isOver()) {
    const TransportKey key{story.below(2), story.below(4)};
    switch (story.below(5)) {
      case 0:
        hub.addUfrag(std::string(1, static_cast<char>('a' + story.below(4))), key);
        break;
      case 1: {
        const Route route = routeOf(story);
        (void)hub.bind(route, key);
        SFU_ASSERT(hub.find(route, {}) == key);
        break;
      }
      case 2: {
        const Route route = routeOf(story);
        (void)hub.removeRoute(route);
        SFU_ASSERT(!hub.find(route, {}));
        break;
      }
      case 3:
        for (const Route& route : hub.removeTransport(key)) SFU_ASSERT(!hub.find(route, {}));
        break;
      case 4:
        (void)hub.find(routeOf(story), story.bytes());
        break;
    }
    SFU_ASSERT(hub.routeCount() <= 8 * worker::SocketHub::kMaxRoutes);
  }
  return 0;
}
