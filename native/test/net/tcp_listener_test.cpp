#include "net/tcp_listener.h"

#include <string>

#include "base/random.h"
#include "net/port_range.h"
#include "test/kit/check.h"
#include "test/net/tcp_net.h"

using namespace sfu;
using namespace sfu::net;
using test::kLoopback;
using test::pumpUntil;
using test::TcpClient;
using test::TcpNet;

namespace {

TEST_CASE("TcpListener carries datagrams in both directions") {
  TcpNet net;
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
  TcpNet net({}, loopback);
  TcpClient client(net.listener->local());

  client.sendFramed("ping");

  REQUIRE(net.waitFor(1));
  CHECK(net.lastRemote == client.local());
  CHECK(net.lastRemote.isIpv6());
}

TEST_CASE("TcpListener keeps its connections apart") {
  TcpNet net;
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
  TcpNet net;
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
  TcpNet net;
  TcpClient client(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  const Bytes run = bytesOf("anybody?");

  net.listener->queue({kLoopback, run.data(), run.size(), 0});
  net.listener->flush();
  net.listener->setProven(kLoopback);
  net.listener->close(kLoopback);

  CHECK(net.listener->counters().traffic.datagramsSent == 0);
}

TEST_CASE("A connection that listener closes gets what was queued, and is not reported") {
  TcpNet net;
  TcpClient client(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  const Bytes farewell = bytesOf("farewell");
  net.listener->queue({client.local(), farewell.data(), farewell.size(), 0});

  net.listener->close(client.local());

  CHECK(net.waitForEnd(client));
  CHECK(client.received == std::vector<std::string>{"farewell"});
  CHECK(net.gone.empty());
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
  TcpNet net;

  const auto second = TcpListener::listen(net.loop.uv(), net.listener->local(), net.pool, {});

  REQUIRE(!second);
  CHECK(second.failure().code == "INVALID_STATE");
  const std::string where = "TCP 127.0.0.1:" + std::to_string(net.listener->local().port());
  CHECK(second.failure().message.find(where) != std::string::npos);
}

TEST_CASE("Listening on an address of another machine fails") {
  TcpNet net;
  const auto listener =
      TcpListener::listen(net.loop.uv(), Address::parse("192.0.2.1", 0).value(), net.pool, {});

  REQUIRE(!listener);
  CHECK(listener.failure().code == "INVALID_PARAMETERS");
}

TEST_CASE("A port can be listened on again as soon as its listener is destroyed") {
  TcpNet net;
  TcpClient client(net.listener->local());
  REQUIRE(net.waitForConnections(1));
  const Address local = net.listener->local();

  net.listener.reset();

  CHECK(TcpListener::listen(net.loop.uv(), local, net.pool, {}));
  CHECK(net.waitForEnd(client));
}

TEST_CASE("listenWithin tries the preferred port first, then the others") {
  TcpNet net;
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
