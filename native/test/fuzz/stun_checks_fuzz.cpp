// Checks of an endpoint that knows the password, with whatever attributes, by many routes, while
// time goes by and credentials change.
#include "base/assert.h"
#include "ice/ice_agent.h"
#include "stun/message.h"
#include "test/fuzz/fuzz_kit.h"

using namespace sfu;
using namespace sfu::test;

namespace {

constexpr std::string_view kPassword = "VOkJxbRl1RmTxUk/WvJxBt";

Route routeOf(uint8_t number) {
  const auto port = static_cast<uint16_t>(5000 + number % 24);
  return {number & 0x80 ? Protocol::kTcp : Protocol::kUdp, Address::ipv4({192, 0, 2, 1}, 4000),
          Address::ipv4({192, 0, 2, 2}, port)};
}

std::vector<uint8_t> checkOf(Story& story) {
  stun::TransactionId id{};
  id[0] = story.byte();
  const uint8_t kind = story.byte();
  const auto messageClass = static_cast<stun::Class>(kind & 0x30 ? 0 : kind & 3);
  stun::MessageBuilder check(messageClass, id,
                             kind & 0x40 ? story.two() & 0xfff : stun::kBindingMethod);
  if (!(kind & 0x80)) check.username("evtj:them");
  for (uint8_t count = story.below(6); count > 0; --count) {
    const uint16_t types[] = {0x0006, 0x0024, 0x0025, 0x8029, 0x802a, 0x0020, story.two()};
    const uint16_t type = types[story.below(7)];
    check.attribute(type, story.bytes());
  }
  check.integrity(kPassword);
  if (kind & 4) check.fingerprint();
  std::vector<uint8_t> bytes(check.bytes().begin(), check.bytes().end());
  if (kind & 8) story.mutate(bytes);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Story story({data, size});
  SeededRandom random(1);
  ice::IceAgent agent({"evtj", std::string(kPassword)}, random);
  Time now{};
  for (int step = 0; step < 100 && !story.isOver(); ++step) {
    const uint8_t what = story.below(9);
    if (what < 5) {
      const auto check = checkOf(story);
      if (stun::localUfragOf(check)) (void)agent.isFor(check);
      agent.handleMessage(routeOf(story.byte()), check, now);
    } else if (what == 5) {
      agent.handleRouteGone(routeOf(story.byte()), now);
    } else if (what == 6) {
      agent.handleSign(routeOf(story.byte()), now);
    } else if (what == 7) {
      now += story.duration();
      agent.handleTimeout(now);
    } else {
      agent.restart({"evtj", std::string(kPassword)}, now);
    }
    while (agent.pollTransmit()) continue;
    while (agent.pollOwnCheck(now)) continue;
    while (agent.pollEvent()) continue;
  }
  return 0;
}
