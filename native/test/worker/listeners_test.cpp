#include "worker/listeners.h"

#include <set>
#include <string>

#include "base/random.h"
#include "test/kit/check.h"
#include "test/net/tcp_client.h"

using namespace sfu;
using namespace sfu::worker;
using test::pumpUntil;
using test::TcpClient;

namespace {

constexpr TransportKey kAlice{0, 1};
constexpr TransportKey kBob{0, 2};
constexpr Access kBoth{};
constexpr ice::CandidatePreferences kNone{};

Options optionsWith(std::vector<std::string> ips) {
  Options options;
  options.ipv4.listenIps = std::move(ips);
  options.ipv6.enabled = false;
  return options;
}

/// Listeners, what came in, and what it came in by.
struct Net {
  net::Loop loop;
  PacketPool pool;
  SeededRandom random{11};
  Options options;
  std::vector<Source> sources;
  std::vector<std::string> received;
  std::vector<Route> gone;
  std::unique_ptr<Listeners> listeners;

  explicit Net(Options given) : options(std::move(given)) {
    Listeners::Handlers handlers;
    handlers.onBatch = [this](const Source& source, std::span<net::Received> batch) {
      for (const net::Received& one : batch) {
        sources.push_back(source);
        received.emplace_back(textOf(one.packet->bytes()));
      }
    };
    handlers.onGone = [this](const Route& route) { gone.push_back(route); };
    listeners = std::make_unique<Listeners>(loop, pool, random, options, std::move(handlers));
  }

  std::vector<Candidate> candidates(TransportKey key = kAlice, Access access = kBoth) {
    return listeners->candidates(key, access, kNone);
  }
  bool waitFor(size_t count) {
    return pumpUntil(loop, [&] { return received.size() >= count; });
  }
  std::unique_ptr<net::UdpSocket> udpPeer(std::vector<std::string>& into) {
    return std::move(net::UdpSocket::bind(loop.uv(), Address::ipv4({127, 0, 0, 1}, 0), pool,
                                          [&into](net::UdpSocket&, std::span<net::Received> batch) {
                                            for (const auto& one : batch) {
                                              into.emplace_back(textOf(one.packet->bytes()));
                                            }
                                          })
                         .value());
  }
};

Address addressOf(const Candidate& candidate) {
  return Address::parse(candidate.host.ip, candidate.host.port).value();
}

TEST_CASE("Listeners opens TCP under the number of UDP") {
  Net net(optionsWith({"127.0.0.1"}));
  REQUIRE(net.listeners->open());

  const auto candidates = net.candidates();

  REQUIRE(candidates.size() == 2);
  CHECK(candidates[0].host.protocol == Protocol::kUdp);
  CHECK(candidates[1].host.protocol == Protocol::kTcp);
  CHECK(candidates[0].host.port == candidates[1].host.port);
  CHECK(candidates[0].foundation == "udpcandidate");
  CHECK(candidates[1].foundation == "tcpcandidate");
}

TEST_CASE("Listeners gives the candidates of a transport's protocols only") {
  Net net(optionsWith({"127.0.0.1"}));
  REQUIRE(net.listeners->open());

  const auto udp = net.candidates(kAlice, {.udp = true, .tcp = false});
  const auto tcp = net.candidates(kAlice, {.udp = false, .tcp = true});

  REQUIRE(udp.size() == 1);
  CHECK(udp[0].host.protocol == Protocol::kUdp);
  REQUIRE(tcp.size() == 1);
  CHECK(tcp[0].host.protocol == Protocol::kTcp);
}

TEST_CASE("Listeners prefers the first of several addresses, and announces each by position") {
  Options options = optionsWith({"127.0.0.1", "127.0.0.2"});
  options.ipv4.announcedIps = {"", "media.example.com"};
  Net net(std::move(options));
  REQUIRE(net.listeners->open());

  const auto candidates = net.candidates();

  REQUIRE(candidates.size() == 4);
  CHECK(candidates[0].host.ip == "127.0.0.1");
  CHECK(candidates[1].host.ip == "media.example.com");
  CHECK(candidates[0].host.priority > candidates[1].host.priority);
  CHECK(candidates[2].host.priority > candidates[3].host.priority);
  std::set<std::string> foundations;
  for (const Candidate& candidate : candidates) foundations.insert(candidate.foundation);
  CHECK(foundations.size() == 4);
}

TEST_CASE("Listeners says by what a datagram came, and answers by the same way") {
  Net net(optionsWith({"127.0.0.1", "127.0.0.2"}));
  REQUIRE(net.listeners->open());
  std::vector<std::string> answers;
  const auto peer = net.udpPeer(answers);
  const auto candidates = net.candidates();
  TcpClient client(addressOf(candidates[3]));
  const Bytes text = bytesOf("hello");

  peer->sendOne(addressOf(candidates[1]), text);
  client.sendFramed("hello");
  REQUIRE(net.waitFor(2));
  std::vector<transport::EgressRun> runs;
  for (const Source& source : net.sources) {
    const bool isTcp = source.protocol == Protocol::kTcp;
    CHECK(source.local == addressOf(candidates[isTcp ? 3 : 1]));
    CHECK_FALSE(source.owner.has_value());
    const Address remote = isTcp ? client.local() : peer->local();
    runs.push_back({{source.protocol, source.local, remote}, text.data(), text.size(), 5});
  }
  net.listeners->send(runs);

  CHECK(pumpUntil(net.loop, [&] { return answers.size() == 1; }));
  CHECK(pumpUntil(net.loop, [&] { return client.read() && client.received.size() == 1; }));
}

TEST_CASE("Listeners closes a connection, or says that it is gone") {
  Net net(optionsWith({"127.0.0.1"}));
  REQUIRE(net.listeners->open());
  const Address local = addressOf(net.candidates()[1]);
  TcpClient closed(local), leaving(local);
  closed.sendFramed("hello");
  leaving.sendFramed("hello");
  REQUIRE(net.waitFor(2));
  const Route leavingRoute{Protocol::kTcp, local, leaving.local()};
  net.listeners->setProven(leavingRoute);

  net.listeners->close({Protocol::kTcp, local, closed.local()});
  leaving.close();

  CHECK(pumpUntil(net.loop, [&] { return !closed.read(); }));
  CHECK(pumpUntil(net.loop, [&] { return !net.gone.empty(); }));
  CHECK(net.gone == std::vector<Route>{leavingRoute});
}

TEST_CASE("A transport may have a UDP port for itself, which closes with it") {
  Options options = optionsWith({"127.0.0.1"});
  options.portPerTransport = true;
  Net net(std::move(options));
  REQUIRE(net.listeners->open());
  REQUIRE(net.listeners->openFor(kAlice, kBoth));
  REQUIRE(net.listeners->openFor(kBob, kBoth));
  const Address alices = addressOf(net.candidates(kAlice)[0]);
  const Address bobs = addressOf(net.candidates(kBob)[0]);
  CHECK(alices.port() != bobs.port());
  CHECK(net.candidates(kAlice)[1].host.port == net.candidates(kBob)[1].host.port);
  std::vector<std::string> answers;
  const auto peer = net.udpPeer(answers);

  peer->sendOne(bobs, bytesOf("hello"));
  REQUIRE(net.waitFor(1));
  CHECK(net.sources[0].owner == kBob);

  net.listeners->closeFor(kBob);
  CHECK(net::UdpSocket::bind(net.loop.uv(), bobs, net.pool,
                             [](net::UdpSocket&, std::span<net::Received>) {}));
  const Bytes text = bytesOf("too late");
  const transport::EgressRun late{{Protocol::kUdp, bobs, peer->local()}, text.data(), 8, 8};
  net.listeners->send({&late, 1});
}

TEST_CASE("Listeners says so when no port of the range is left for a transport") {
  Options options = optionsWith({"127.0.0.1"});  // with a range that others may use as well
  options.portPerTransport = true;
  options.rtcMinPort = 42000;
  options.rtcMaxPort = 42015;
  Net net(std::move(options));
  REQUIRE(net.listeners->open());

  Status status = Unit{};
  uint32_t opened = 0;
  while (status) {
    status = net.listeners->openFor({0, opened}, kBoth);
    if (status) ++opened;
  }

  CHECK(opened <= 16);
  CHECK(status.failure().code == "INVALID_STATE");
  CHECK(status.failure().message ==
        "could not open any IP:port: no UDP port from 42000 to 42015 is free on 127.0.0.1");
  REQUIRE(opened > 0);
  net.listeners->closeFor({0, 0});
  CHECK(net.listeners->openFor({0, 99}, kBoth));
}

TEST_CASE("Listeners names the option whose address cannot be listened on") {
  Net net(optionsWith({"127.0.0.1", "192.0.2.1"}));

  const auto status = net.listeners->open();

  REQUIRE_FALSE(status);
  CHECK(status.failure().message.starts_with("rtcIPv4: cannot bind UDP 192.0.2.1:"));
}

TEST_CASE("Listeners fails when its only port is in use") {
  net::Loop loop;
  PacketPool pool;
  const auto taken =
      std::move(net::UdpSocket::bind(loop.uv(), Address::ipv4({127, 0, 0, 1}, 0), pool,
                                     [](net::UdpSocket&, std::span<net::Received>) {})
                    .value());
  Options options = optionsWith({"127.0.0.1"});
  options.rtcMinPort = options.rtcMaxPort = taken->local().port();
  Net net(std::move(options));

  const auto status = net.listeners->open();

  REQUIRE_FALSE(status);
  CHECK(status.failure().code == "INVALID_STATE");
  CHECK(status.failure().message.find("is free on 127.0.0.1") != std::string::npos);
}

}  // namespace
