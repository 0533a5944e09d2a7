// What a TcpListener does about strangers, slow readers and floods.
#include "net/tcp_listener.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "base/random.h"
#include "net/descriptors.h"
#include "net/udp_descriptor.h"
#include "test/kit/check.h"
#include "test/net/tcp_net.h"

using namespace sfu;
using namespace sfu::net;
using namespace std::chrono_literals;
using test::kLoopback;
using test::pumpUntil;
using test::TcpClient;
using test::TcpNet;

namespace {

TEST_CASE("A connection that does not prove itself is cut off in time") {
  TcpNet net({.proofDeadline = 50ms});
  TcpClient client(net.listener->local());
  REQUIRE(net.waitForConnections(1));

  client.sendFramed("GET / HTTP/1.1");

  CHECK(net.waitForEnd(client));
  CHECK(net.gone.size() == 1);
  CHECK(net.listener->counters().unproven == 1);
}

TEST_CASE("A connection that has proven itself may stay") {
  TcpNet net({.proofDeadline = 50ms});
  TcpClient proven(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  net.listener->setProven(proven.local());

  TcpClient later(net.listener->local());
  REQUIRE(net.waitForEnd(later));

  CHECK(net.listener->counters().connections == 1);
  CHECK(proven.read());
}

TEST_CASE("The oldest stranger makes room for a new connection") {
  TcpNet net({.maxConnections = 3});
  TcpClient proven(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  net.listener->setProven(proven.local());
  TcpClient oldest(net.listener->local());
  REQUIRE(net.waitForConnections(2));
  TcpClient other(net.listener->local());
  REQUIRE(net.waitForConnections(3));

  TcpClient last(net.listener->local());

  CHECK(net.waitForEnd(oldest));
  CHECK(net.listener->counters().connections == 3);
  CHECK(net.listener->counters().refused == 0);
  CHECK(proven.read());
}

TEST_CASE("A quarter of the places is left to those who come") {
  TcpNet net({.maxConnections = 4});
  std::vector<TcpClient> proven;
  for (size_t i = 1; i <= 3; ++i) {
    proven.emplace_back(net.listener->local());
    REQUIRE(net.waitForConnections(i));
    CHECK(net.listener->setProven(proven.back().local()));
  }

  TcpClient one(net.listener->local());
  REQUIRE(net.waitForConnections(4));
  CHECK_FALSE(net.listener->setProven(one.local()));
  CHECK(net.listener->setProven(proven[0].local()));  // again, as each check says it
  TcpClient two(net.listener->local());

  CHECK(net.waitForEnd(one));
  CHECK(net.listener->counters().refused == 1);
  for (TcpClient& client : proven) CHECK(client.read());
  CHECK(two.read());
}

/// Leaves the process no descriptor but the spare ones.
class NoDescriptorsLeft {
 public:
  NoDescriptorsLeft() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit tight{kMost, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &tight);
    do {
      taken_.push_back(dup(0));
    } while (!isSpareDescriptor(taken_.back()));
  }
  ~NoDescriptorsLeft() {
    for (const int taken : taken_) ::close(taken);
    setrlimit(RLIMIT_NOFILE, &before_);
  }

 private:
  static constexpr rlim_t kMost = 64;

  rlimit before_{};
  std::vector<int> taken_;
};

TEST_CASE("Connections are turned away while no descriptor is left, again and again") {
  TcpNet net;
  TcpClient served(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  net.listener->setProven(served.local());

  for (uint64_t round = 1; round <= 3; ++round) {
    TcpClient one(net.listener->local()), two(net.listener->local());
    const NoDescriptorsLeft none;
    CHECK(net.waitForEnd(one));
    CHECK(net.waitForEnd(two));
    CHECK(net.listener->counters().refused == 2 * round);
  }

  CHECK(served.read());
  TcpClient later(net.listener->local());
  CHECK(net.waitForConnections(2));
}

TEST_CASE("A port cannot be had while no descriptor is left") {
  TcpNet net;
  const NoDescriptorsLeft none;

  const auto port = openUdp(kLoopback);

  REQUIRE_FALSE(port);
  CHECK(port.failure().message.find(std::strerror(EMFILE)) != std::string::npos);
}

TEST_CASE("A storm from one address drives out its own connections only") {
  TcpNet net({.maxUnprovenPerSource = 3});
  TcpClient elsewhere(net.listener->local(), 0, Address::ipv4({127, 0, 0, 9}, 0));
  REQUIRE(net.waitForConnections(1));

  std::vector<TcpClient> storm;
  for (int i = 0; i < 50; ++i) storm.emplace_back(net.listener->local());
  REQUIRE(net.waitForEnd(storm[46]));
  REQUIRE(net.waitForConnections(4));

  CHECK(net.listener->counters().evicted == 47);
  CHECK(elsewhere.read());
  CHECK(storm[47].read());
  CHECK(net.listener->setProven(elsewhere.local()));
}

TEST_CASE("A storm from many addresses leaves the one connection of another") {
  TcpNet net({.maxConnections = 12});
  TcpClient elsewhere(net.listener->local(), 0, Address::ipv4({127, 0, 0, 9}, 0));
  REQUIRE(net.waitForConnections(1));

  std::vector<TcpClient> storm;
  for (uint8_t i = 0; i < 60; ++i) {
    const auto place = static_cast<uint8_t>(20 + i % 5);
    storm.emplace_back(net.listener->local(), 0, Address::ipv4({127, 0, 0, place}, 0));
  }
  REQUIRE(net.waitForEnd(storm[40]));
  REQUIRE(net.waitForConnections(12));

  CHECK(elsewhere.read());
}

TEST_CASE("A slow reader loses datagrams, and what it gets is whole and in order") {
  TcpNet net({.maxQueuedBytes = 64 * 1024});
  TcpClient slow(net.listener->local(), 4096), quick(net.listener->local());
  REQUIRE(net.waitForConnections(2));
  net.listener->setProven(slow.local());
  net.listener->setProven(quick.local());

  constexpr size_t kRuns = 4000;
  for (size_t i = 0; i < kRuns; ++i) {
    std::string run = std::to_string(10000 + i);
    run.resize(3000, '.');
    net.send(slow, run, 1000);
  }
  const TcpCounters counters = net.listener->counters().traffic;
  CHECK(counters.dropped > 0);
  CHECK(counters.datagramsSent + counters.dropped == 3 * kRuns);

  net.send(quick, "still served");
  CHECK(pumpUntil(net.loop, [&] { return quick.read() && !quick.received.empty(); }));
  CHECK(pumpUntil(net.loop,
                  [&] { return slow.read() && slow.received.size() == counters.datagramsSent; }));
  std::string last;
  for (const std::string& datagram : slow.received) {
    CHECK(datagram.size() == 1000);
    if (datagram[0] == '.') continue;
    CHECK(datagram > last);
    last = datagram;
  }
}

TEST_CASE("A slow reader that goes away is gone with all that waits for it") {
  TcpNet net;
  TcpClient slow(net.listener->local(), 4096);
  REQUIRE(net.waitForConnections(1));
  const std::string run(60000, 'x');
  for (int i = 0; i < 200; ++i) net.send(slow, run, 1000);

  slow.abort();
  for (int i = 0; i < 10; ++i) net.send(slow, run, 1000);

  CHECK(pumpUntil(net.loop, [&] { return net.gone.size() == 1; }));
}

TEST_CASE("Many small datagrams in one read come in several batches") {
  TcpNet net;
  TcpClient client(net.listener->local());
  std::string stream;
  for (int i = 0; i < 300; ++i) stream += std::string("\0\1x", 3);

  client.write(stream);

  REQUIRE(net.waitFor(300));
  for (const size_t size : net.batches) CHECK(size <= TcpConnection::kMaxBatch);
  CHECK(net.pool.inUse() == 0);
}

TEST_CASE("Any stream of bytes is survived") {
  TcpNet net;
  SeededRandom random(6544);
  for (int round = 0; round < 20; ++round) {
    TcpClient client(net.listener->local());
    client.write(random.text(1 + random.below(20'000)));
    client.abort();
  }
  TcpClient client(net.listener->local());
  client.sendFramed("the last one");

  CHECK(pumpUntil(net.loop,
                  [&] { return !net.received.empty() && net.received.back() == "the last one"; }));
}

}  // namespace
