// What a stranger sends in the endpoint's name while the handshake lasts.
#include <array>

#include "dtls/dtls_session.h"
#include "test/dtls/dtls_world.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using dtls::DtlsSession;
using dtls::Role;
using dtls::State;
using test::DtlsPeer;
using test::DtlsWorld;
using test::kStart;

namespace {

using Packet = std::vector<uint8_t>;

struct Pair {
  DtlsPeer client{1};
  DtlsPeer server{2};
  DtlsWorld world{client, server};

  bool isConnected() const {
    return client.state() == State::kConnected && server.state() == State::kConnected;
  }
};

/// The first flight of a client that nobody has signalled.
Packet helloOf(uint64_t seed) {
  DtlsPeer stranger(seed);
  stranger.session->start(Role::kClient, kStart);
  return *stranger.session->pollTransmit();
}

Packet alert(uint8_t level, uint8_t description) {
  return {21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, level, description};
}

/// A ClientHello with a random, and nonsense behind it.
Packet brokenHello(uint8_t random) {
  Packet hello = {22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 3, 0, 60};
  const Packet header = {1, 0, 0, 48, 0, 0, 0, 0, 0, 0, 0, 48};
  hello.insert(hello.end(), header.begin(), header.end());
  hello.insert(hello.end(), {0xfe, 0xfd});
  hello.insert(hello.end(), 32, random);
  hello.insert(hello.end(), 14, 0xff);
  return hello;
}

/// A piece of a handshake message, as anybody can write one.
Packet forgedMessage(uint8_t type, uint8_t sequence) {
  Packet message = {22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 1, 1, 0, 28};
  const Packet header = {type, 0, 0, 16, 0, sequence, 0, 0, 0, 0, 0, 16};
  message.insert(message.end(), header.begin(), header.end());
  message.insert(message.end(), 16, 0x5a);
  return message;
}

TEST_CASE("A handshake goes on after alerts that are not encrypted") {
  const std::array alerts = {alert(2, 40), alert(2, 70), alert(1, 0), alert(2, 0)};
  for (const Packet& forged : alerts) {
    Pair pair;
    pair.world.transforms = [&](Packet datagram) {
      return std::vector<Packet>{forged, datagram, forged};
    };

    pair.world.connect();

    CHECK(pair.isConnected());
    CHECK(pair.server.session->counters().ignoredAlerts > 0);
  }
}

TEST_CASE("The server begins anew at a ClientHello with another random") {
  Pair pair;
  pair.client.expect(pair.server);
  pair.server.expect(pair.client);
  pair.server.session->start(Role::kServer, kStart);

  pair.server.session->handleDatagram(helloOf(7), kStart);
  while (pair.server.session->pollTransmit()) continue;
  pair.client.session->start(Role::kClient, kStart);
  pair.world.pass(5s);

  CHECK(pair.isConnected());
}

TEST_CASE("The server goes on with a handshake after a ClientHello with another random") {
  for (int after = 1; after <= 4; ++after) {
    Pair pair;
    int number = 0;
    pair.world.transforms = [&](Packet datagram) {
      if (++number == after) pair.server.session->handleDatagram(helloOf(7), pair.world.now);
      return std::vector<Packet>{std::move(datagram)};
    };

    pair.world.connect();

    CHECK(pair.isConnected());
  }
}

TEST_CASE("The server gives up a broken ClientHello alone") {
  for (const bool comesFirst : {true, false}) {
    Pair pair;
    const Packet forged = brokenHello(3);
    pair.world.transforms = [&](Packet datagram) {
      return comesFirst ? std::vector<Packet>{forged, datagram}
                        : std::vector<Packet>{datagram, forged};
    };

    pair.world.connect();

    CHECK(pair.isConnected());
    CHECK(pair.server.session->counters().spoiltHandshakes > 0);
    CHECK_FALSE(pair.server.failed);
  }
}

TEST_CASE("The server says nothing to a broken ClientHello") {
  DtlsPeer server(2);
  server.session->start(Role::kServer, kStart);

  server.session->handleDatagram(brokenHello(3), kStart);

  CHECK_FALSE(server.session->pollTransmit());
  CHECK(server.state() == State::kConnecting);
}

TEST_CASE("A forged message of the handshake ends neither side at once") {
  for (const uint8_t type : {2, 11, 12, 14, 15, 16, 20}) {
    for (const Role role : {Role::kServer, Role::kClient}) {
      Pair pair;
      pair.world.start();
      DtlsPeer& attacked = role == Role::kServer ? pair.server : pair.client;

      for (uint8_t sequence = 0; sequence < 3; ++sequence) {
        attacked.session->handleDatagram(forgedMessage(type, sequence), kStart);
      }

      CHECK(attacked.state() == State::kConnecting);
    }
  }
}

TEST_CASE("A client whose handshake was spoilt begins anew a second after its start") {
  Pair pair;
  pair.client.expect(pair.server);
  pair.server.expect(pair.client);
  pair.client.session->start(Role::kClient, kStart);
  while (pair.client.session->pollTransmit()) continue;
  // A ServerHello of nonsense.
  pair.client.session->handleDatagram(forgedMessage(2, 0), kStart + 10ms);
  REQUIRE(pair.client.session->counters().spoiltHandshakes == 1);
  pair.client.session->handleTimeout(kStart + 1s - 1us);
  CHECK_FALSE(pair.client.session->pollTransmit());

  pair.server.session->start(Role::kServer, kStart + 1s);
  pair.world.now = kStart + 1s;
  pair.world.pass(5s);

  CHECK(pair.isConnected());
}

TEST_CASE("The server keeps eight handshakes, and a young one before a new one") {
  DtlsPeer server(2);
  server.session->start(Role::kServer, kStart);
  for (uint64_t i = 0; i < 12; ++i) server.session->handleDatagram(helloOf(10 + i), kStart);
  CHECK(server.session->counters().refusedHandshakes == 4);

  server.session->handleDatagram(helloOf(30), kStart + 1s - 1us);
  CHECK(server.session->counters().refusedHandshakes == 5);

  server.session->handleDatagram(helloOf(31), kStart + 1s);
  CHECK(server.session->counters().refusedHandshakes == 5);
}

TEST_CASE("A server that gives up says what the last handshake has failed at") {
  DtlsPeer server(2);
  server.session->start(Role::kServer, kStart);
  server.session->handleDatagram(brokenHello(3), kStart);

  server.session->handleTimeout(kStart + DtlsSession::kHandshakeTimeout);
  server.drainEvents();

  REQUIRE(server.failed);
  CHECK(server.failed->reason.find("in time: ") != std::string::npos);
}

TEST_CASE("A record counts as authentic once") {
  Pair pair;
  pair.world.connect();
  Packet record;
  REQUIRE(pair.client.session->sendApplicationData(Packet{1, 2, 3}));
  record = *pair.client.session->pollTransmit();
  const uint64_t before = pair.server.session->counters().authenticRecords;

  pair.server.session->handleDatagram(record, pair.world.now);
  CHECK(pair.server.session->counters().authenticRecords == before + 1);

  pair.server.session->handleDatagram(record, pair.world.now);
  CHECK(pair.server.session->counters().authenticRecords == before + 1);
}

}  // namespace
