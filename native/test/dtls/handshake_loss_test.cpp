// What becomes of a handshake on a link that loses, repeats, cuts and garbles.
#include <algorithm>
#include <array>

#include "dtls/dtls_session.h"
#include "test/dtls/dtls_world.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using dtls::DtlsSession;
using dtls::FlightRepeater;
using dtls::Role;
using dtls::State;
using test::DtlsPeer;
using test::DtlsWorld;
using test::kStart;

namespace {

using Datagram = std::vector<uint8_t>;

struct Pair {
  DtlsPeer client{1};
  DtlsPeer server{2};
  DtlsWorld world{client, server};

  bool connected() const {
    return client.state() == State::kConnected && server.state() == State::kConnected;
  }
};

struct RsaPair {
  DtlsPeer client{test::makeRsaCertificate()};
  DtlsPeer server{test::makeRsaCertificate()};
  DtlsWorld world{client, server};

  bool connected() const {
    return client.state() == State::kConnected && server.state() == State::kConnected;
  }
};

/// The only ClientHello in `datagram` as two fragments in two datagrams, as
/// browsers send it since it carries a post-quantum key share.
std::vector<Datagram> cutHello(Datagram datagram) {
  constexpr size_t kHeaders = 13 + 12;
  if (datagram.size() < kHeaders || datagram[0] != 22 || datagram[13] != 1) {
    return {std::move(datagram)};
  }
  const size_t bodySize = datagram.size() - kHeaders;
  const size_t half = bodySize / 2;
  std::vector<Datagram> pieces;
  for (const auto& [offset, size] :
       {std::pair(size_t{0}, half), std::pair(half, bodySize - half)}) {
    const auto body = datagram.begin() + static_cast<long>(kHeaders + offset);
    Datagram piece(datagram.begin(), datagram.begin() + kHeaders);
    piece[10] = static_cast<uint8_t>(2 * datagram[10] + (offset > 0));  // A number of its own.
    piece[11] = static_cast<uint8_t>((size + 12) >> 8);
    piece[12] = static_cast<uint8_t>(size + 12);
    piece[20] = static_cast<uint8_t>(offset >> 8);
    piece[21] = static_cast<uint8_t>(offset);
    piece[23] = static_cast<uint8_t>(size >> 8);
    piece[24] = static_cast<uint8_t>(size);
    piece.insert(piece.end(), body, body + static_cast<long>(size));
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

TEST_CASE("A handshake survives the loss of each of its datagrams in turn") {
  for (int lost = 0; lost < 4; ++lost) {
    Pair pair;
    pair.world.loses = [lost](int number) { return number == lost; };
    pair.client.expect(pair.server);
    pair.server.expect(pair.client);

    pair.world.start();
    pair.world.pass(300ms);

    CAPTURE(lost);
    CHECK(pair.connected());
  }
}

TEST_CASE("A handshake survives the loss of each pair of datagrams") {
  for (int first = 0; first < 6; ++first) {
    for (int second = first + 1; second < 7; ++second) {
      Pair pair;
      pair.world.loses = [&](int number) { return number == first || number == second; };

      pair.world.connect();

      CAPTURE(first);
      CAPTURE(second);
      CHECK(pair.connected());
    }
  }
}

TEST_CASE("A handshake of larger flights survives the loss of each datagram in turn") {
  for (int lost = 0; lost < 7; ++lost) {
    RsaPair pair;
    pair.world.loses = [lost](int number) { return number == lost; };

    pair.world.connect();

    CAPTURE(lost);
    CHECK(pair.connected());
  }
}

TEST_CASE("A handshake survives random loss of 30 %") {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SeededRandom random(seed);
    Pair pair;
    pair.world.loses = [&](int) { return random.below(100) < 30; };

    pair.world.connect();

    CAPTURE(seed);
    CHECK(pair.connected());
  }
}

TEST_CASE("A handshake survives that every datagram arrives twice") {
  Pair pair;
  pair.world.transforms = [](Datagram datagram) { return std::vector{datagram, datagram}; };

  pair.world.connect();

  CHECK(pair.connected());
  CHECK(pair.world.sent == 4);
}

TEST_CASE("A handshake begins with a ClientHello in two datagrams") {
  Pair pair;
  pair.world.transforms = cutHello;

  pair.world.connect();

  CHECK(pair.connected());
}

TEST_CASE("A handshake begins with a ClientHello whose pieces arrive in the wrong order") {
  Pair pair;
  pair.world.transforms = [](Datagram datagram) {
    auto pieces = cutHello(std::move(datagram));
    std::ranges::reverse(pieces);
    return pieces;
  };

  pair.world.connect();

  CHECK(pair.connected());
}

TEST_CASE("A ClientHello in two datagrams is played from before the start") {
  Pair pair;
  pair.world.transforms = cutHello;
  pair.client.expect(pair.server);
  pair.server.expect(pair.client);
  pair.client.session->start(Role::kClient, kStart);
  pair.world.pass(2s);

  pair.server.session->start(Role::kServer, pair.world.now);
  pair.world.pass(3s);

  CHECK(pair.connected());
}

TEST_CASE("The first flight leaves again at 100 ms, not before") {
  DtlsPeer client(1);
  client.session->start(Role::kClient, kStart);
  REQUIRE(client.session->pollTransmit());
  REQUIRE(client.session->nextTimeout() == kStart + 100ms);

  client.session->handleTimeout(kStart + 100ms - 1us);
  CHECK_FALSE(client.session->pollTransmit());

  client.session->handleTimeout(kStart + 100ms);
  CHECK(client.session->pollTransmit());
}

TEST_CASE("The intervals between repetitions double up to 3.2 s") {
  DtlsPeer client(1);
  client.session->start(Role::kClient, kStart);
  Time last = kStart;

  for (const Duration expected : {100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 3200ms}) {
    const Time next = client.session->nextTimeout();
    CHECK(next - last == expected);
    client.session->handleTimeout(next);
    last = next;
  }
}

TEST_CASE("A repeated flight has the same messages in records of other numbers") {
  DtlsPeer client(1);
  client.session->start(Role::kClient, kStart);
  const auto first = client.session->pollTransmit();
  client.session->handleTimeout(kStart + 100ms);
  const auto second = client.session->pollTransmit();
  REQUIRE(first);
  REQUIRE(second);

  CHECK(std::equal(first->begin() + 13, first->end(), second->begin() + 13, second->end()));
  CHECK(first->at(10) == 0);
  CHECK(second->at(10) == 1);
}

TEST_CASE("The client gives up thirty seconds after its start, not before") {
  DtlsPeer client(1);
  client.session->start(Role::kClient, kStart);
  while (client.session->nextTimeout() < kStart + DtlsSession::kHandshakeTimeout) {
    client.session->handleTimeout(client.session->nextTimeout());
  }

  client.session->handleTimeout(kStart + DtlsSession::kHandshakeTimeout - 1us);
  CHECK(client.state() == State::kConnecting);

  client.session->handleTimeout(kStart + DtlsSession::kHandshakeTimeout);
  CHECK(client.state() == State::kFailed);
  CHECK(client.session->nextTimeout() == kNever);
}

TEST_CASE("The server gives up thirty seconds after its start, not before") {
  DtlsPeer server(2);
  server.session->start(Role::kServer, kStart);

  server.session->handleTimeout(kStart + DtlsSession::kHandshakeTimeout - 1us);
  CHECK(server.state() == State::kConnecting);

  server.session->handleTimeout(kStart + DtlsSession::kHandshakeTimeout);
  CHECK(server.state() == State::kFailed);
  CHECK(server.session->nextTimeout() == kNever);
}

TEST_CASE("The server gives up a client that stops half-way thirty seconds after its start") {
  Pair pair;
  pair.world.loses = [](int number) { return number > 0; };
  pair.server.session->start(Role::kServer, kStart);
  pair.client.session->start(Role::kClient, kStart);
  pair.world.pass(DtlsSession::kHandshakeTimeout - 1us);
  REQUIRE(pair.server.state() == State::kConnecting);

  pair.world.pass(1us);

  CHECK(pair.server.state() == State::kFailed);
}

TEST_CASE("The server answers a repeated flight at once, but not twice within 50 ms") {
  Pair pair;
  pair.server.session->start(Role::kServer, kStart);
  pair.client.session->start(Role::kClient, kStart);
  const auto hello = pair.client.session->pollTransmit();
  pair.server.session->handleDatagram(*hello, kStart);
  REQUIRE(pair.server.session->pollTransmit());

  pair.server.session->handleDatagram(*hello, kStart + 50ms - 1us);
  CHECK_FALSE(pair.server.session->pollTransmit());

  pair.server.session->handleDatagram(*hello, kStart + 50ms);
  CHECK(pair.server.session->pollTransmit());
}

TEST_CASE("A connected server answers the client's last flight until the last repetition") {
  Pair pair;
  int number = 0;
  // From then on the server's answers and the client's repetitions alternate.
  pair.world.loses = [&](int) {
    return pair.server.state() == State::kConnected && number < 25 && number++ % 2 == 0;
  };

  pair.world.connect();

  CHECK(number == 25);
  CHECK(pair.connected());
}

TEST_CASE("A connected server does not answer a ClientHello from the past") {
  Pair pair;
  pair.client.expect(pair.server);
  pair.server.expect(pair.client);
  pair.server.session->start(Role::kServer, kStart);
  pair.client.session->start(Role::kClient, kStart);
  Datagram hello;
  pair.world.transforms = [&](Datagram datagram) {
    if (hello.empty()) hello = datagram;
    return std::vector<Datagram>{std::move(datagram)};
  };
  pair.world.pass(10s);
  REQUIRE(pair.connected());

  pair.server.session->handleDatagram(hello, pair.world.now);

  CHECK_FALSE(pair.server.session->pollTransmit());
}

TEST_CASE("Garbage in the handshake changes nothing") {
  SeededRandom random(3);
  Pair pair;
  pair.world.transforms = [&](Datagram datagram) {
    std::vector<Datagram> all;
    for (int i = 0; i < 20; ++i) {
      Datagram noise(random.below(200));
      random.fill(noise);
      if (!noise.empty() && i % 2) noise[0] = static_cast<uint8_t>(20 + i % 4);
      all.push_back(std::move(noise));
    }
    all.push_back(std::move(datagram));
    return all;
  };

  pair.world.connect();

  CHECK(pair.connected());
  CHECK(pair.server.session->counters().droppedDatagrams == 40);
}

TEST_CASE("Every truncation of every handshake datagram changes nothing") {
  Pair pair;
  pair.world.transforms = [](Datagram datagram) {
    std::vector<Datagram> all;
    // Down to one plain record: a cut between records leaves a datagram that is whole.
    for (size_t size = 0; size < std::min<size_t>(datagram.size(), 13 + 12); ++size) {
      all.emplace_back(datagram.begin(), datagram.begin() + static_cast<long>(size));
    }
    for (size_t cut = 1; cut < 40; ++cut)
      all.emplace_back(datagram.begin(), datagram.end() - static_cast<long>(cut));
    all.push_back(std::move(datagram));
    return all;
  };

  pair.world.connect();

  CHECK(pair.connected());
}

TEST_CASE("Garbled protected records change nothing") {
  Pair pair;
  pair.world.connect();
  const std::vector<uint8_t> data(50, 0x11);
  REQUIRE(pair.client.session->sendApplicationData(data));
  const auto datagram = pair.client.session->pollTransmit();
  REQUIRE(datagram);

  for (size_t at = 0; at < datagram->size(); ++at) {
    Datagram broken = *datagram;
    broken[at] ^= 0x41;
    pair.server.session->handleDatagram(broken, pair.world.now);
  }
  REQUIRE(pair.server.state() == State::kConnected);
  CHECK_FALSE(pair.server.session->pollApplicationData());

  pair.server.session->handleDatagram(*datagram, pair.world.now);
  CHECK(pair.server.session->pollApplicationData() == data);
}

}  // namespace
