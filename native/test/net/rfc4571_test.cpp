#include "net/rfc4571.h"

#include <string>

#include "base/random.h"
#include "test/kit/check.h"

using namespace sfu;
using namespace sfu::net;

namespace {

using Stream = std::vector<uint8_t>;

Stream framed(const std::vector<std::string>& datagrams) {
  Stream stream;
  for (const std::string& datagram : datagrams) appendFramed(stream, bytesOf(datagram), 0);
  return stream;
}

std::vector<std::string> read(Deframer& deframer, Bytes bytes) {
  std::vector<std::string> datagrams;
  while (const PacketRef packet = deframer.next(bytes)) {
    datagrams.emplace_back(textOf(packet->bytes()));
  }
  CHECK(bytes.empty());
  return datagrams;
}

TEST_CASE("A frame is the datagram behind its length in network order") {
  const std::string datagram(300, 'x');

  const Stream stream = framed({datagram});

  REQUIRE(stream.size() == 302);
  CHECK(stream[0] == 1);
  CHECK(stream[1] == 44);
  CHECK(textOf(Bytes(stream).subspan(2)) == datagram);
}

TEST_CASE("A run is framed segment by segment") {
  Stream stream;
  appendFramed(stream, bytesOf("aaabbbc"), 3);

  CHECK(stream == Stream{0, 3, 'a', 'a', 'a', 0, 3, 'b', 'b', 'b', 0, 1, 'c'});
}

TEST_CASE("Deframer reads what was framed") {
  PacketPool pool;
  Deframer deframer(pool);
  const std::vector<std::string> datagrams = {"a", std::string(PacketBuffer::kCapacity, 'b'), "cc"};

  CHECK(read(deframer, framed(datagrams)) == datagrams);
  CHECK(deframer.oversized() == 0);
}

TEST_CASE("Deframer does not mind where the stream is torn") {
  PacketPool pool;
  const std::vector<std::string> datagrams = {"one", "", "two and a half", "3"};
  const Stream stream = framed({"one"});
  Stream all = stream;
  all.insert(all.end(), {0, 0});  // an empty one
  const Stream rest = framed({"two and a half", "3"});
  all.insert(all.end(), rest.begin(), rest.end());

  for (size_t cut = 0; cut <= all.size(); ++cut) {
    CAPTURE(cut);
    Deframer deframer(pool);
    auto found = read(deframer, Bytes(all).first(cut));
    for (std::string& datagram : read(deframer, Bytes(all).subspan(cut))) {
      found.push_back(std::move(datagram));
    }
    CHECK(found == std::vector<std::string>{"one", "two and a half", "3"});
  }
}

TEST_CASE("Deframer reads a stream that comes byte by byte") {
  PacketPool pool;
  Deframer deframer(pool);
  const Stream stream = framed({"hello", std::string(300, 'x')});
  std::vector<std::string> found;

  for (const uint8_t byte : stream) {
    for (std::string& datagram : read(deframer, {&byte, 1})) found.push_back(std::move(datagram));
  }

  CHECK(found == std::vector<std::string>{"hello", std::string(300, 'x')});
}

TEST_CASE("Deframer skips a datagram that no buffer can hold, and reads the next") {
  PacketPool pool;
  Deframer deframer(pool);
  const Stream stream = framed(
      {std::string(PacketBuffer::kCapacity + 1, 'x'), "next", std::string(65535, 'y'), "last"});

  CHECK(read(deframer, stream) == std::vector<std::string>{"next", "last"});
  CHECK(deframer.oversized() == 2);
}

TEST_CASE("Deframer holds no buffer between two datagrams") {
  PacketPool pool;
  Deframer deframer(pool);

  read(deframer, framed({"hello", "world"}));
  CHECK(pool.inUse() == 0);

  read(deframer, Bytes(framed({"hello"})).first(3));
  CHECK(pool.inUse() == 1);
}

TEST_CASE("Deframer yields the same datagrams however the stream is torn") {
  PacketPool pool;
  SeededRandom random(4571);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> datagrams;
    for (uint32_t i = random.below(20); i > 0; --i) {
      datagrams.push_back(std::string(1 + random.below(1500), static_cast<char>('a' + i)));
    }
    const Stream stream = framed(datagrams);
    Deframer deframer(pool);
    std::vector<std::string> found;
    for (Bytes rest(stream); !rest.empty();) {
      const Bytes part = rest.first(1 + random.below(static_cast<uint32_t>(rest.size())));
      for (std::string& one : read(deframer, part)) found.push_back(std::move(one));
      rest = rest.subspan(part.size());
    }
    CAPTURE(round);
    CHECK(found == datagrams);
  }
}

}  // namespace
