// A TcpListener in a loop of its own, for tests.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "net/signals.h"
#include "net/tcp_listener.h"
#include "test/kit/check.h"
#include "test/net/tcp_client.h"

namespace sfu::test {

inline const Address kLoopback = Address::ipv4({127, 0, 0, 1}, 0);

/// A listener that writes down what it gets.
struct TcpNet {
  net::Loop loop;
  PacketPool pool;
  std::unique_ptr<net::TcpListener> listener;
  std::vector<std::string> received;
  std::vector<size_t> batches;
  Address lastRemote;
  std::vector<Route> gone;

  explicit TcpNet(net::TcpLimits limits = {}, const Address& local = kLoopback) {
    net::ignorePipeAndHangup();
    auto listening = net::TcpListener::listen(loop.uv(), local, pool, handlers(), limits);
    REQUIRE(listening);
    listener = std::move(listening.value());
  }

  net::TcpListener::Handlers handlers() {
    return {[this](const Address&, std::span<net::Received> batch) {
              batches.push_back(batch.size());
              for (const net::Received& one : batch) {
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

}  // namespace sfu::test
