// Buffers, the pool they come from, and the memory behind it.
#include "base/packet_buffer.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"
#include "test/kit/check.h"

using namespace sfu;

namespace {

std::string textIn(const PacketRef& packet) {
  return std::string(textOf(packet->bytes()));
}

TEST_CASE("PacketPool takes a buffer back with its last reference") {
  PacketPool pool;
  {
    PacketRef first = pool.acquire();
    PacketRef second = first;
    first = PacketRef();
    CHECK(pool.inUse() == 1);
  }
  CHECK(pool.inUse() == 0);
}

TEST_CASE("PacketRef goes into the smallest buffer that holds it") {
  PacketPool pool;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{256}, size_t{257}, size_t{768}}) {
    const std::string content(size, 'a');
    const PacketRef large = pool.copy(bytesOf(content));
    const PacketRef small = large.compact();
    CHECK(&*small != &*large);
    CHECK(small->footprint() < large->footprint());
    CHECK(textIn(small) == content);
    CHECK(&*small.compact() == &*small);
  }
  const PacketRef full = pool.copy(bytesOf(std::string(769, 'b')));
  CHECK(&*full.compact() == &*full);
}

TEST_CASE("PacketPool gives back what a burst took, and keeps what is needed") {
  PacketPool pool;
  std::vector<PacketRef> burst;
  for (int i = 0; i < 10'000; ++i) burst.push_back(pool.acquire());
  const size_t most = pool.bytes();
  burst.resize(100);

  pool.trim();  // the burst was since the last call
  CHECK(pool.bytes() == most);
  CHECK(pool.hasSpare());
  pool.trim();
  CHECK(pool.bytes() < most / 20);
  CHECK(pool.inUse() == 100);
  CHECK_FALSE(pool.hasSpare());

  burst.clear();
  pool.trim();
  pool.trim();
  CHECK(pool.bytes() <= BlockPool::kBlockBytes * 11 / 10);
}

TEST_CASE("PacketPool does not give back what comes and goes") {
  PacketPool pool;
  for (int i = 0; i < 10; ++i) {
    std::vector<PacketRef> burst;
    for (int k = 0; k < 1000; ++k) burst.push_back(pool.acquire());
    const size_t held = pool.bytes();
    burst.clear();
    pool.trim();
    CHECK(pool.bytes() == held);
  }
}

TEST_CASE("PacketPool keeps the bytes of each buffer apart") {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    PacketPool pool;
    std::vector<std::pair<PacketRef, std::string>> held;
    for (int i = 0; i < 20'000; ++i) {
      if (random.below(3) < 2) {
        std::string content = random.text(random.below(400));
        PacketRef packet = pool.copy(bytesOf(content));
        if (random.below(2) == 0) packet = packet.compact();
        held.emplace_back(std::move(packet), std::move(content));
      }
      while (held.size() > 500 || (!held.empty() && random.below(3) == 0)) {
        const size_t at = random.below(static_cast<uint32_t>(held.size()));
        REQUIRE(textIn(held[at].first) == held[at].second);
        std::swap(held[at], held.back());
        held.pop_back();
      }
      if (random.below(500) == 0) pool.trim();
      REQUIRE(pool.inUse() == held.size());
    }
  }
}

}  // namespace
