// The first flight of browsers, from captures.
#include "test/dtls/browser_hellos.h"

#include "dtls/dtls_session.h"
#include "test/dtls/dtls_world.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using dtls::Role;
using dtls::State;
using test::bytesOfHex;
using test::DtlsPeer;
using test::kStart;

namespace {

constexpr std::array kBrowsers = {test::kChromiumHello, test::kFirefoxHello};
constexpr uint8_t kServerHello = 2;

/// Our first flight is in one datagram, and is in DTLS 1.2.
void checkAnswers(DtlsPeer& server) {
  const auto answer = server.session->pollTransmit();
  REQUIRE(answer);
  REQUIRE(answer->size() > 13 + 12 + 2);
  CHECK(answer->size() < 1000);
  CHECK(answer->at(13) == kServerHello);
  CHECK(answer->at(25) == 0xfe);
  CHECK(answer->at(26) == 0xfd);
  CHECK_FALSE(server.session->pollTransmit());
}

TEST_CASE("DtlsSession answers a browser's ClientHello in two datagrams") {
  for (const auto& hello : kBrowsers) {
    DtlsPeer server(2);
    server.session->start(Role::kServer, kStart);

    server.session->handleDatagram(bytesOfHex(hello[0]), kStart);
    REQUIRE_FALSE(server.session->pollTransmit());
    server.session->handleDatagram(bytesOfHex(hello[1]), kStart);

    checkAnswers(server);
  }
}

TEST_CASE("DtlsSession answers a browser's ClientHello in the wrong order") {
  for (const auto& hello : kBrowsers) {
    DtlsPeer server(2);
    server.session->start(Role::kServer, kStart);

    server.session->handleDatagram(bytesOfHex(hello[1]), kStart);
    server.session->handleDatagram(bytesOfHex(hello[0]), kStart);

    checkAnswers(server);
  }
}

TEST_CASE("DtlsSession answers a browser's ClientHello from before its start") {
  for (const auto& hello : kBrowsers) {
    DtlsPeer server(2);
    // Three times, as browsers repeat themselves: the limit keeps the newest.
    for (int i = 0; i < 3; ++i) {
      server.session->handleDatagram(bytesOfHex(hello[0]), kStart);
      server.session->handleDatagram(bytesOfHex(hello[1]), kStart);
    }

    server.session->start(Role::kServer, kStart);

    checkAnswers(server);
  }
}

TEST_CASE("DtlsSession drops every truncation of a browser's ClientHello") {
  for (const auto& hello : kBrowsers) {
    DtlsPeer server(2);
    server.session->start(Role::kServer, kStart);
    const auto first = bytesOfHex(hello[0]);
    const auto second = bytesOfHex(hello[1]);

    for (size_t size = 0; size < first.size(); ++size) {
      server.session->handleDatagram(Bytes(first).first(size), kStart);
    }
    CHECK(server.session->counters().droppedDatagrams == first.size());
    for (size_t size = 0; size < second.size(); ++size) {
      server.session->handleDatagram(Bytes(second).first(size), kStart);
    }
    REQUIRE(server.state() == State::kConnecting);
    REQUIRE_FALSE(server.session->pollTransmit());

    server.session->handleDatagram(first, kStart);
    server.session->handleDatagram(second, kStart);
    checkAnswers(server);
  }
}

TEST_CASE("DtlsSession survives any broken byte of a browser's ClientHello") {
  for (const auto& hello : kBrowsers) {
    const auto first = bytesOfHex(hello[0]);
    const auto second = bytesOfHex(hello[1]);
    for (size_t at = 0; at < first.size(); at += 7) {
      DtlsPeer server(2);
      server.session->start(Role::kServer, kStart);
      auto broken = first;
      broken[at] ^= 0xff;

      server.session->handleDatagram(broken, kStart);
      server.session->handleDatagram(second, kStart);

      CHECK(server.state() != State::kConnected);
    }
  }
}

}  // namespace
