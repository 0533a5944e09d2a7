#include "net/udp_socket.h"

#include <numeric>
#include <string>

#include "base/random.h"
#include "net/loop.h"
#include "net/port_range.h"
#include "test/kit/check.h"
#include "test/net/run_until.h"

using namespace sfu;
using namespace sfu::net;
using test::runUntil;

namespace {

const Address kLoopback = Address::ipv4({127, 0, 0, 1}, 0);

/// A loop, a pool, and sockets that write down what they get.
struct Net {
  struct Peer {
    std::unique_ptr<UdpSocket> socket;
    std::vector<std::string> received;
    std::vector<Address> remotes;
    std::vector<size_t> batches;
  };

  Loop loop;
  PacketPool pool;

  std::unique_ptr<Peer> peer(const Address& local = kLoopback) {
    auto peer = std::make_unique<Peer>();
    auto socket = UdpSocket::bind(loop.uv(), local, pool,
                                  [raw = peer.get()](UdpSocket&, std::span<Received> batch) {
                                    raw->batches.push_back(batch.size());
                                    for (const Received& received : batch) {
                                      raw->received.emplace_back(textOf(received.packet->bytes()));
                                      raw->remotes.push_back(received.remote);
                                    }
                                  });
    REQUIRE(socket);
    peer->socket = std::move(socket.value());
    return peer;
  }

  bool waitFor(const Peer& peer, size_t count) {
    return runUntil(loop, [&] { return peer.received.size() >= count; });
  }
};

SendRun runTo(const Net::Peer& to, Bytes bytes, uint16_t segmentSize) {
  return {to.socket->local(), bytes.data(), bytes.size(), segmentSize};
}

/// `count` datagrams of `size` bytes, each filled with its own letter; the last may be shorter.
std::string letters(size_t count, size_t size, size_t lastSize) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += std::string(i + 1 == count ? lastSize : size, static_cast<char>('!' + i));
  }
  return text;
}

TEST_CASE("UdpSocket carries a datagram and says where it came from") {
  Net net;
  auto alice = net.peer(), bob = net.peer();

  alice->socket->sendOne(bob->socket->local(), bytesOf("hello"));

  REQUIRE(net.waitFor(*bob, 1));
  CHECK(bob->received[0] == "hello");
  CHECK(bob->remotes[0] == alice->socket->local());
}

TEST_CASE("UdpSocket speaks IPv6") {
  Net net;
  const Address loopback = Address::parse("::1", 0).value();
  if (!UdpSocket::bind(net.loop.uv(), loopback, net.pool, [](UdpSocket&, std::span<Received>) {})) {
    MESSAGE("this machine has no IPv6");
    return;
  }
  auto alice = net.peer(loopback), bob = net.peer(loopback);
  const std::string text = letters(3, 900, 20);
  const SendRun runs[] = {runTo(*bob, bytesOf(text), 900)};

  alice->socket->send(runs);

  REQUIRE(net.waitFor(*bob, 3));
  CHECK(bob->received[2] == text.substr(1800));
  CHECK(bob->remotes[2] == alice->socket->local());
  CHECK(bob->remotes[2].isIpv6());
}

TEST_CASE("UdpSocket knows the port that the kernel chose") {
  Net net;
  CHECK(net.peer()->socket->local().port() != 0);
  CHECK(net.peer()->socket->local().ip() == "127.0.0.1");
}

TEST_CASE("A segmented run arrives as its datagrams, in order") {
  Net net;
  auto alice = net.peer(), bob = net.peer();
  const std::string text = letters(30, 1200, 77);
  const SendRun runs[] = {runTo(*bob, bytesOf(text), 1200)};

  alice->socket->send(runs);

  REQUIRE(net.waitFor(*bob, 30));
  for (size_t i = 0; i < 30; ++i) CHECK(bob->received[i] == text.substr(i * 1200, 1200));
  CHECK(alice->socket->counters().sent.datagrams == 30);
  CHECK(alice->socket->counters().sent.bytes == text.size());
}

TEST_CASE("Datagrams of runs to several destinations arrive in order") {
  Net net;
  auto alice = net.peer(), bob = net.peer(), carol = net.peer();
  const SendRun runs[] = {
      runTo(*bob, bytesOf("aabbc"), 2),
      runTo(*carol, bytesOf("x"), 1),
      runTo(*bob, bytesOf("single"), 1200),
      runTo(*carol, bytesOf("yyz"), 2),
  };

  alice->socket->send(runs);

  REQUIRE(net.waitFor(*bob, 4));
  REQUIRE(net.waitFor(*carol, 3));
  CHECK(bob->received == std::vector<std::string>{"aa", "bb", "c", "single"});
  CHECK(carol->received == std::vector<std::string>{"x", "yy", "z"});
}

TEST_CASE("A burst comes in as few large batches") {
  Net net;
  auto alice = net.peer(), bob = net.peer();
  for (int i = 0; i < 5; ++i) {
    const std::string text = letters(60, 100, 100);
    const SendRun runs[] = {runTo(*bob, bytesOf(text), 100)};
    alice->socket->send(runs);
  }

  REQUIRE(net.waitFor(*bob, 300));

  for (const size_t size : bob->batches) CHECK(size <= UdpSocket::kMaxBatch);
  CHECK(bob->batches.size() <= 7);
  const auto counters = bob->socket->counters();
  CHECK(counters.datagramsReceived == 300);
  CHECK(counters.bytesReceived == 30'000);
  CHECK(counters.readCalls <= 7);
}

TEST_CASE("One wake-up reads a bounded number of batches") {
  Net net;
  auto alice = net.peer(), bob = net.peer();
  const std::string text = letters(60, 100, 100);
  const SendRun runs[] = {runTo(*bob, bytesOf(text), 100)};
  for (int i = 0; i < 8; ++i) alice->socket->send(runs);

  net.loop.runOnce();
  CHECK(bob->batches.size() == UdpSocket::kMaxReads);

  CHECK(net.waitFor(*bob, 480));
}

TEST_CASE("A datagram larger than a buffer is dropped") {
  Net net;
  auto alice = net.peer(), bob = net.peer();
  const std::string fits(PacketBuffer::kCapacity, 'x');

  alice->socket->sendOne(bob->socket->local(), bytesOf(fits + "y"));
  alice->socket->sendOne(bob->socket->local(), bytesOf(fits));

  REQUIRE(net.waitFor(*bob, 1));
  CHECK(bob->received == std::vector<std::string>{fits});
  CHECK(bob->socket->counters().truncated == 1);
  CHECK(bob->socket->counters().datagramsReceived == 1);
}

TEST_CASE("Dead destinations do not hinder the others") {
  Net net;
  auto alice = net.peer(), bob = net.peer(), gone = net.peer();
  const Address closed = gone->socket->local();
  gone.reset();
  const Address port0 = kLoopback;
  const Address broadcast = Address::ipv4({255, 255, 255, 255}, 9);
  const Address otherFamily = Address::parse("::1", 9).value();
  const Bytes two = bytesOf("aabb");
  const auto deadRun = [&](const Address& remote) { return SendRun{remote, two.data(), 4, 2}; };
  const SendRun runs[] = {
      deadRun(port0),       runTo(*bob, bytesOf("1122"), 2), deadRun(closed), deadRun(broadcast),
      deadRun(otherFamily), runTo(*bob, bytesOf("3"), 1),
  };

  for (int i = 0; i < 3; ++i) alice->socket->send(runs);

  REQUIRE(net.waitFor(*bob, 9));
  CHECK(bob->received ==
        std::vector<std::string>{"11", "22", "3", "11", "22", "3", "11", "22", "3"});
  CHECK(alice->socket->counters().sent.dropped >= 3 * 6);
}

TEST_CASE("UdpSocket still receives after it has sent to a closed port") {
  Net net;
  auto alice = net.peer(), bob = net.peer(), gone = net.peer();
  const Address closed = gone->socket->local();
  gone.reset();
  for (int i = 0; i < 3; ++i) alice->socket->sendOne(closed, bytesOf("anybody?"));

  bob->socket->sendOne(alice->socket->local(), bytesOf("me"));

  CHECK(net.waitFor(*alice, 1));
}

TEST_CASE("Binding to a port in use fails and says which") {
  Net net;
  auto alice = net.peer();

  const auto second = UdpSocket::bind(net.loop.uv(), alice->socket->local(), net.pool,
                                      [](UdpSocket&, std::span<Received>) {});

  REQUIRE(!second);
  CHECK(second.failure().code == "INVALID_STATE");
  const std::string where = "127.0.0.1:" + std::to_string(alice->socket->local().port());
  CHECK(second.failure().message.find(where) != std::string::npos);
}

TEST_CASE("Binding to an address of another machine fails") {
  Net net;
  for (const char* ip : {"192.0.2.1", "2001:db8::1"}) {
    const auto socket = UdpSocket::bind(net.loop.uv(), Address::parse(ip, 0).value(), net.pool,
                                        [](UdpSocket&, std::span<Received>) {});
    REQUIRE(!socket);
    CHECK(socket.failure().code == "INVALID_PARAMETERS");
    CHECK(socket.failure().message.find(ip) != std::string::npos);
  }
}

TEST_CASE("A port is free again as soon as its socket is destroyed") {
  Net net;
  auto alice = net.peer();
  const Address local = alice->socket->local();
  alice.reset();

  CHECK(net.peer(local)->socket->local() == local);
}

TEST_CASE("The handler may destroy its socket") {
  Net net;
  auto alice = net.peer();
  std::unique_ptr<UdpSocket> bob;
  const std::string kept = "a string of the handler that is too long for the small buffer";
  std::string seen;
  int calls = 0;
  const auto destroy = [&, kept](UdpSocket&, std::span<Received> batch) {
    ++calls;
    bob.reset();
    seen = kept + std::string(textOf(batch.back().packet->bytes()));
  };
  bob = std::move(UdpSocket::bind(net.loop.uv(), kLoopback, net.pool, destroy).value());
  const std::string text = letters(60, 2, 2);
  const SendRun run{bob->local(), bytesOf(text).data(), text.size(), 2};

  alice->socket->send({&run, 1});

  CHECK(runUntil(net.loop, [&] { return !seen.empty(); }));
  CHECK(seen.starts_with(kept));
  CHECK(calls == 1);
  CHECK(net.pool.inUse() == 0);
}

TEST_CASE("A handler may keep a packet, and the pool gets all others back") {
  Net net;
  auto alice = net.peer();
  std::vector<PacketRef> kept;
  const auto keepFirst = [&](UdpSocket&, std::span<Received> batch) {
    if (kept.empty()) kept.push_back(batch[0].packet);
  };
  auto bob = std::move(UdpSocket::bind(net.loop.uv(), kLoopback, net.pool, keepFirst).value());
  const SendRun run{bob->local(), bytesOf("aabbcc").data(), 6, 2};

  alice->socket->send({&run, 1});

  CHECK(runUntil(net.loop, [&] { return bob->counters().datagramsReceived == 3; }));
  CHECK(net.pool.inUse() == 1);
  CHECK(textOf(kept[0]->bytes()) == "aa");
  kept.clear();
  CHECK(net.pool.inUse() == 0);
}

TEST_CASE("bindWithin finds the one port of a range that is free") {
  Net net;
  SeededRandom random(5);
  const auto ignore = [](UdpSocket&, std::span<Received>) {};
  auto taken = net.peer();
  const uint16_t port = taken->socket->local().port();
  const PortRange range{port, port};

  const auto none = bindWithin(net.loop.uv(), kLoopback, range, random, net.pool, ignore);
  REQUIRE(!none);
  CHECK(none.failure().code == "INVALID_STATE");

  taken.reset();
  const auto socket = bindWithin(net.loop.uv(), kLoopback, range, random, net.pool, ignore);
  REQUIRE(socket);
  CHECK(socket.value()->local().port() == port);
}

TEST_CASE("bindWithin goes round until it finds a port") {
  Net net;
  SeededRandom random(6);
  // Wide enough to have free ports on any machine, small enough to collide with ourselves.
  const PortRange range{41000, 41031};
  std::vector<std::unique_ptr<UdpSocket>> sockets;
  for (int i = 0; i < 8; ++i) {
    auto socket = bindWithin(net.loop.uv(), kLoopback, range, random, net.pool,
                             [](UdpSocket&, std::span<Received>) {});
    REQUIRE(socket);
    CHECK(socket.value()->local().port() >= range.min);
    CHECK(socket.value()->local().port() <= range.max);
    sockets.push_back(std::move(socket.value()));
  }
}

TEST_CASE("bindWithin does not try every port of an address that is not ours") {
  Net net;
  SeededRandom random(7);
  const auto socket =
      bindWithin(net.loop.uv(), Address::parse("192.0.2.1", 0).value(), {1024, 65535}, random,
                 net.pool, [](UdpSocket&, std::span<Received>) {});

  REQUIRE(!socket);
  CHECK(socket.failure().code == "INVALID_PARAMETERS");
}

}  // namespace
