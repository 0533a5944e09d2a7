#include "net/tcp_listener.h"

#include <string>

#include "base/random.h"
#include "net/port_range.h"
#include "net/signals.h"
#include "test/kit/check.h"
#include "test/net/tcp_client.h"

using namespace sfu;
using namespace sfu::net;
using namespace std::chrono_literals;
using test::pumpUntil;
using test::TcpClient;

namespace {

const Address kLoopback = Address::ipv4({127, 0, 0, 1}, 0);

/// A listener that writes down what it gets.
struct Net {
  Loop loop;
  PacketPool pool;
  std::unique_ptr<TcpListener> listener;
  std::vector<std::string> received;
  std::vector<size_t> batches;
  Address lastRemote;
  std::vector<Route> gone;

  explicit Net(TcpLimits limits = {}, const Address& local = kLoopback) {
    ignorePipeAndHangup();
    auto listening = TcpListener::listen(loop.uv(), local, pool, handlers(), limits);
    REQUIRE(listening);
    listener = std::move(listening.value());
  }

  TcpListener::Handlers handlers() {
    return {[this](const Address&, std::span<Received> batch) {
              batches.push_back(batch.size());
              for (const Received& one : batch) {
                received.emplace_back(textOf(one.packet->bytes()));
                lastRemote = one.remote;
              }
            },
            [this](const Route& route) { gone.push_back(route); }};
  }

  bool waitFor(size_t count) {
    return pumpUntil(loop, [&] { return received.size() >= count; });
  }
  bool waitForConnections(size_t count) {
    return pumpUntil(loop, [&] { return listener->counters().connections == count; });
  }
  bool waitForEnd(TcpClient& client) {
    return pumpUntil(loop, [&] { return !client.read(); });
  }
  void send(const TcpClient& client, std::string_view bytes, uint16_t segmentSize = 0) {
    const Bytes run = bytesOf(bytes);
    listener->queue({client.local(), run.data(), run.size(), segmentSize});
    listener->flush();
  }
};

TEST_CASE("TcpListener carries datagrams in both directions") {
  Net net;
  TcpClient client(net.listener->local());

  client.sendFramed("ping");
  REQUIRE(net.waitFor(1));
  CHECK(net.received[0] == "ping");
  CHECK(net.lastRemote == client.local());

  net.send(client, "aaabbbc", 3);
  CHECK(pumpUntil(net.loop, [&] { return client.read() && client.received.size() == 3; }));
  CHECK(client.received == std::vector<std::string>{"aaa", "bbb", "c"});
  CHECK(net.listener->counters().traffic.datagramsSent == 3);
  CHECK(net.listener->counters().traffic.bytesSent == 7);
}

TEST_CASE("TcpListener speaks IPv6") {
  PacketPool pool;
  Loop loop;
  const Address loopback = Address::parse("::1", 0).value();
  if (!TcpListener::listen(loop.uv(), loopback, pool, {})) {
    MESSAGE("this machine has no IPv6");
    return;
  }
  Net net({}, loopback);
  TcpClient client(net.listener->local());

  client.sendFramed("ping");

  REQUIRE(net.waitFor(1));
  CHECK(net.lastRemote == client.local());
  CHECK(net.lastRemote.isIpv6());
}

TEST_CASE("TcpListener keeps its connections apart") {
  Net net;
  TcpClient alice(net.listener->local()), bob(net.listener->local());
  alice.sendFramed("alice");
  bob.sendFramed("bob");
  REQUIRE(net.waitFor(2));

  net.send(alice, "to alice");
  net.send(bob, "to bob");

  CHECK(pumpUntil(net.loop, [&] { return alice.read() && !alice.received.empty(); }));
  CHECK(pumpUntil(net.loop, [&] { return bob.read() && !bob.received.empty(); }));
  CHECK(alice.received[0] == "to alice");
  CHECK(bob.received[0] == "to bob");
}

TEST_CASE("A connection that the peer ends is gone") {
  Net net;
  TcpClient ended(net.listener->local()), aborted(net.listener->local()),
      half(net.listener->local());
  REQUIRE(net.waitForConnections(3));
  const std::vector<Address> remotes = {ended.local(), aborted.local(), half.local()};

  ended.close();
  REQUIRE(net.waitForConnections(2));
  aborted.abort();
  REQUIRE(net.waitForConnections(1));
  half.endWriting();
  REQUIRE(net.waitForConnections(0));

  REQUIRE(net.gone.size() == 3);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(net.gone[i] == Route{Protocol::kTcp, net.listener->local(), remotes[i]});
  }
  CHECK(net.waitForEnd(half));
}

TEST_CASE("What goes to a connection that is not there is dropped") {
  Net net;
  TcpClient client(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  const Bytes run = bytesOf("anybody?");

  net.listener->queue({kLoopback, run.data(), run.size(), 0});
  net.listener->flush();
  net.listener->setProven(kLoopback);
  net.listener->close(kLoopback);

  CHECK(net.listener->counters().traffic.datagramsSent == 0);
}

TEST_CASE("A connection that does not prove itself is cut off in time") {
  Net net({.proofDeadline = 50ms});
  TcpClient client(net.listener->local());
  REQUIRE(net.waitForConnections(1));

  client.sendFramed("GET / HTTP/1.1");

  CHECK(net.waitForEnd(client));
  CHECK(net.gone.size() == 1);
  CHECK(net.listener->counters().unproven == 1);
}

TEST_CASE("A connection that has proven itself may stay") {
  Net net({.proofDeadline = 50ms});
  TcpClient proven(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  net.listener->setProven(proven.local());

  TcpClient later(net.listener->local());
  REQUIRE(net.waitForEnd(later));

  CHECK(net.listener->counters().connections == 1);
  CHECK(proven.read());
}

TEST_CASE("A connection that listener closes gets what was queued, and is not reported") {
  Net net;
  TcpClient client(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  const Bytes farewell = bytesOf("farewell");
  net.listener->queue({client.local(), farewell.data(), farewell.size(), 0});

  net.listener->close(client.local());

  CHECK(net.waitForEnd(client));
  CHECK(client.received == std::vector<std::string>{"farewell"});
  CHECK(net.gone.empty());
}

TEST_CASE("The oldest stranger makes room for a new connection") {
  Net net({.maxConnections = 3});
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

TEST_CASE("A connection too many is refused while all others have proven themselves") {
  Net net({.maxConnections = 2});
  TcpClient one(net.listener->local()), two(net.listener->local());
  REQUIRE(net.waitForConnections(2));
  net.listener->setProven(one.local());
  net.listener->setProven(two.local());

  TcpClient three(net.listener->local());

  CHECK(net.waitForEnd(three));
  CHECK(net.listener->counters().refused == 1);
  CHECK(one.read());
  CHECK(two.read());
}

TEST_CASE("A slow reader loses datagrams, and what it gets is whole and in order") {
  Net net({.maxQueuedBytes = 64 * 1024});
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
  Net net;
  TcpClient slow(net.listener->local(), 4096);
  REQUIRE(net.waitForConnections(1));
  const std::string run(60000, 'x');
  for (int i = 0; i < 200; ++i) net.send(slow, run, 1000);

  slow.abort();
  for (int i = 0; i < 10; ++i) net.send(slow, run, 1000);

  CHECK(pumpUntil(net.loop, [&] { return net.gone.size() == 1; }));
}

TEST_CASE("Many small datagrams in one read come in several batches") {
  Net net;
  TcpClient client(net.listener->local());
  std::string stream;
  for (int i = 0; i < 300; ++i) stream += std::string("\0\1x", 3);

  client.write(stream);

  REQUIRE(net.waitFor(300));
  for (const size_t size : net.batches) CHECK(size <= TcpConnection::kMaxBatch);
  CHECK(net.pool.inUse() == 0);
}

TEST_CASE("Any stream of bytes is survived") {
  Net net;
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

TEST_CASE("The batch handler may close its connection") {
  Loop loop;
  PacketPool pool;
  std::unique_ptr<TcpListener> listener;
  int calls = 0;
  const auto close = [&](const Address&, std::span<Received> batch) {
    ++calls;
    listener->close(batch.front().remote);
  };
  listener = std::move(
      TcpListener::listen(loop.uv(), kLoopback, pool, {close, [](const Route&) {}}).value());
  TcpClient client(listener->local());
  std::string stream;
  for (int i = 0; i < 300; ++i) stream += std::string("\0\1x", 3);

  client.write(stream);

  CHECK(pumpUntil(loop, [&] { return !client.read(); }));
  CHECK(calls == 1);
  CHECK(listener->counters().connections == 0);
}

TEST_CASE("Either handler may destroy the listener") {
  for (const bool inBatch : {true, false}) {
    CAPTURE(inBatch);
    Loop loop;
    PacketPool pool;
    std::unique_ptr<TcpListener> listener;
    const std::string kept = "a string of the handler that is too long for the small buffer";
    std::string seen;
    TcpListener::Handlers handlers;
    handlers.onBatch = [&, kept](const Address&, std::span<Received>) {
      if (!inBatch) return;
      listener.reset();
      seen = kept;
    };
    handlers.onGone = [&, kept](const Route&) {
      listener.reset();
      seen = kept;
    };
    listener = std::move(TcpListener::listen(loop.uv(), kLoopback, pool, handlers).value());
    TcpClient client(listener->local()), bystander(listener->local());

    client.sendFramed("hello");
    if (!inBatch) client.close();

    CHECK(pumpUntil(loop, [&] { return seen == kept; }));
    CHECK(pumpUntil(loop, [&] { return !bystander.read(); }));
  }
}

TEST_CASE("The end of a stranger that makes room may destroy the listener") {
  Loop loop;
  PacketPool pool;
  std::unique_ptr<TcpListener> listener;
  TcpListener::Handlers handlers{[](const Address&, std::span<Received>) {},
                                 [&](const Route&) { listener.reset(); }};
  listener = std::move(
      TcpListener::listen(loop.uv(), kLoopback, pool, handlers, {.maxConnections = 1}).value());
  TcpClient one(listener->local());
  REQUIRE(pumpUntil(loop, [&] { return listener->counters().connections == 1; }));

  TcpClient two(listener->local());

  CHECK(pumpUntil(loop, [&] { return !two.read(); }));
  CHECK_FALSE(listener);
}

TEST_CASE("Listening on a port in use fails and says which") {
  Net net;

  const auto second = TcpListener::listen(net.loop.uv(), net.listener->local(), net.pool, {});

  REQUIRE(!second);
  CHECK(second.failure().code == "INVALID_STATE");
  const std::string where = "TCP 127.0.0.1:" + std::to_string(net.listener->local().port());
  CHECK(second.failure().message.find(where) != std::string::npos);
}

TEST_CASE("Listening on an address of another machine fails") {
  Net net;
  const auto listener =
      TcpListener::listen(net.loop.uv(), Address::parse("192.0.2.1", 0).value(), net.pool, {});

  REQUIRE(!listener);
  CHECK(listener.failure().code == "INVALID_PARAMETERS");
}

TEST_CASE("A port can be listened on again as soon as its listener is destroyed") {
  Net net;
  TcpClient client(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  const Address local = net.listener->local();

  net.listener.reset();

  CHECK(TcpListener::listen(net.loop.uv(), local, net.pool, {}));
  CHECK(net.waitForEnd(client));
}

TEST_CASE("listenWithin tries the preferred port first, then the others") {
  Net net;
  SeededRandom random(7);
  const uint16_t port = net.listener->local().port();
  const PortRange range{static_cast<uint16_t>(port - 20), static_cast<uint16_t>(port + 20)};
  const auto listen = [&](PortRange within) {
    return listenWithin(net.loop.uv(), kLoopback, within, port, random, net.pool, {});
  };

  const auto beside = listen(range);
  REQUIRE(beside);
  CHECK(beside.value()->local().port() != port);
  CHECK_FALSE(listen({port, port}).ok());

  net.listener.reset();
  const auto preferred = listen(range);
  REQUIRE(preferred);
  CHECK(preferred.value()->local().port() == port);
}

}  // namespace
