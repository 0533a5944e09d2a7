#include "dtls/dtls_session.h"

#include <algorithm>
#include <array>

#include "test/dtls/dtls_world.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using crypto::SrtpProfile;
using dtls::Role;
using dtls::State;
using test::DtlsPeer;
using test::DtlsWorld;
using test::kStart;

namespace {

struct Pair {
  DtlsPeer client{1};
  DtlsPeer server{2};
  DtlsWorld world{client, server};
};

void checkKeysMatch(const DtlsPeer& one, const DtlsPeer& other) {
  REQUIRE(one.connected);
  REQUIRE(other.connected);
  const crypto::SrtpKeys& a = one.connected->keys;
  const crypto::SrtpKeys& b = other.connected->keys;
  CHECK(a.profile == b.profile);
  CHECK(a.local.key == b.remote.key);
  CHECK(a.local.salt == b.remote.salt);
  CHECK(a.remote.key == b.local.key);
  CHECK(a.remote.salt == b.local.salt);
  CHECK(a.local.key != a.remote.key);
  CHECK(a.local.key.size() == crypto::masterKeySize(a.profile));
  CHECK(a.local.salt.size() == crypto::masterSaltSize(a.profile));
}

TEST_CASE("DtlsSession connects as client and as server with the same keys crosswise") {
  Pair pair;

  pair.world.connect();

  CHECK(pair.client.state() == State::kConnected);
  CHECK(pair.server.state() == State::kConnected);
  checkKeysMatch(pair.client, pair.server);
  CHECK(pair.client.connected->remoteCertificatePem == pair.server.certificate.pem());
  CHECK(pair.server.connected->remoteCertificatePem == pair.client.certificate.pem());
  CHECK(pair.client.session->nextTimeout() == kNever);
  CHECK(pair.server.session->nextTimeout() == kNever);
}

TEST_CASE("DtlsSession needs four datagrams for a handshake without loss") {
  Pair pair;

  pair.world.connect();

  CHECK(pair.world.sent == 4);
}

TEST_CASE("DtlsSession agrees on AEAD_AES_128_GCM with itself") {
  Pair pair;

  pair.world.connect();

  REQUIRE(pair.client.connected);
  CHECK(pair.client.connected->keys.profile == SrtpProfile::kAeadAes128Gcm);
}

TEST_CASE("DtlsSession derives keys for each SRTP profile") {
  for (const SrtpProfile profile : {SrtpProfile::kAeadAes128Gcm, SrtpProfile::kAeadAes256Gcm,
                                    SrtpProfile::kAesCm128HmacSha1_80}) {
    const std::array profiles = {profile};
    DtlsPeer client(test::makeCertificate(1), profiles);
    DtlsPeer server(2);
    DtlsWorld world(client, server);

    world.connect();

    checkKeysMatch(client, server);
    CHECK(client.connected->keys.profile == profile);
  }
}

TEST_CASE("DtlsSession as server prefers its own order of SRTP profiles") {
  const std::array backwards = {SrtpProfile::kAesCm128HmacSha1_80, SrtpProfile::kAeadAes128Gcm};
  DtlsPeer client(test::makeCertificate(1), backwards);
  DtlsPeer server(2);
  DtlsWorld world(client, server);

  world.connect();

  REQUIRE(server.connected);
  CHECK(server.connected->keys.profile == SrtpProfile::kAeadAes128Gcm);
}

TEST_CASE("DtlsSession fails if no SRTP profile is common") {
  const std::array one = {SrtpProfile::kAeadAes128Gcm};
  const std::array other = {SrtpProfile::kAeadAes256Gcm};
  DtlsPeer client(test::makeCertificate(1), one);
  DtlsPeer server(test::makeCertificate(2), other);
  DtlsWorld world(client, server);

  world.connect();

  CHECK(server.state() == State::kFailed);
  CHECK_FALSE(server.connected);
  CHECK_FALSE(client.connected);
}

TEST_CASE("DtlsSession gives no keys to a peer with another certificate") {
  Pair pair;
  pair.client.expect(pair.server);
  pair.server.expect(pair.server);

  pair.world.start();
  pair.world.pass(1s);

  CHECK(pair.server.state() == State::kFailed);
  REQUIRE(pair.server.failed);
  CHECK(pair.server.failed->reason.find("fingerprint") != std::string::npos);
  CHECK_FALSE(pair.server.connected);
  CHECK(pair.client.closed);
}

TEST_CASE("DtlsSession refuses a fingerprint in an unknown algorithm") {
  Pair pair;
  pair.client.session->setRemoteFingerprints({{"md5", pair.server.fingerprint()}});

  pair.world.start();
  pair.world.pass(1s);

  CHECK(pair.client.state() == State::kFailed);
}

TEST_CASE("DtlsSession takes a fingerprint in any algorithm") {
  for (const auto algorithm : crypto::kFingerprintAlgorithms) {
    Pair pair;
    pair.client.expect(pair.server);
    pair.server.session->setRemoteFingerprints(
        {{std::string(crypto::nameOf(algorithm)), pair.client.certificate.fingerprint(algorithm)}});

    pair.world.start();
    pair.world.pass(1s);

    CHECK(pair.server.state() == State::kConnected);
  }
}

TEST_CASE("DtlsSession keeps its keys until the fingerprint is there") {
  Pair pair;
  pair.world.start();
  pair.world.pass(60s);
  REQUIRE(pair.client.state() == State::kConnecting);
  REQUIRE(pair.client.events == 0);

  pair.client.expect(pair.server);
  pair.server.expect(pair.client);
  pair.world.collect();

  checkKeysMatch(pair.client, pair.server);
}

TEST_CASE("DtlsSession fails at a late fingerprint that does not match") {
  Pair pair;
  pair.world.start();
  pair.world.pass(1s);

  pair.client.expect(pair.client);
  pair.world.collect();

  CHECK(pair.client.state() == State::kFailed);
  CHECK_FALSE(pair.client.connected);
}

TEST_CASE("DtlsSession tells of its keys once") {
  Pair pair;
  pair.world.connect();

  pair.client.expect(pair.server);
  pair.client.drainEvents();

  CHECK(pair.client.events == 1);
}

TEST_CASE("DtlsSession fails if a connected peer announces another certificate") {
  Pair pair;
  pair.world.connect();

  pair.client.expect(pair.client);

  CHECK(pair.client.state() == State::kFailed);
}

TEST_CASE("DtlsSession connects with an RSA certificate of ours") {
  // Two datagrams of flight, which may be lost apart from each other.
  const std::array roles = {true, false};
  for (const bool clientHasRsa : roles) {
    DtlsPeer client(clientHasRsa ? test::makeRsaCertificate() : test::makeCertificate(1));
    DtlsPeer server(clientHasRsa ? test::makeCertificate(2) : test::makeRsaCertificate());
    DtlsWorld world(client, server);

    world.connect();

    checkKeysMatch(client, server);
  }
}

TEST_CASE("DtlsSession plays at its start what a client has sent before") {
  Pair pair;
  pair.client.expect(pair.server);
  pair.server.expect(pair.client);
  pair.client.session->start(Role::kClient, kStart);
  pair.world.pass(50ms);
  REQUIRE(pair.server.state() == State::kNew);

  pair.server.session->start(Role::kServer, pair.world.now);
  pair.world.pass(40ms);

  CHECK(pair.client.state() == State::kConnected);
  CHECK(pair.server.state() == State::kConnected);
}

TEST_CASE("DtlsSession keeps no more early datagrams than its limit") {
  Pair pair;
  pair.client.session->start(Role::kClient, kStart);
  const auto hello = pair.client.session->pollTransmit();
  REQUIRE(hello);

  for (int i = 0; i < 10; ++i) pair.server.session->handleDatagram(*hello, kStart);

  CHECK(pair.server.session->counters().droppedDatagrams == 6);
}

TEST_CASE("DtlsSession drops early datagrams that are no ClientHello") {
  DtlsPeer server(2);
  const std::vector<uint8_t> serverHello = {22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12,
                                            2,  0,    0,    0, 0, 0, 0, 0, 0, 0, 0, 0};

  server.session->handleDatagram(serverHello, kStart);

  CHECK(server.session->counters().droppedDatagrams == 1);
}

TEST_CASE("DtlsSession forgets early datagrams if it turns out to be the client") {
  Pair pair;
  pair.client.session->start(Role::kClient, kStart);
  const auto hello = pair.client.session->pollTransmit();
  pair.server.session->handleDatagram(*hello, kStart);

  pair.server.session->start(Role::kClient, kStart);

  CHECK(pair.server.session->pollTransmit());
  CHECK(pair.server.state() == State::kConnecting);
}

TEST_CASE("DtlsSession carries application data both ways") {
  Pair pair;
  pair.world.connect();
  const std::vector<uint8_t> up(1000, 0x11);
  const std::vector<uint8_t> down(1, 0x22);

  CHECK(pair.client.session->sendApplicationData(up));
  CHECK(pair.server.session->sendApplicationData(down));
  pair.world.pass(1s);

  CHECK(pair.server.session->pollApplicationData() == up);
  CHECK(pair.client.session->pollApplicationData() == down);
  CHECK_FALSE(pair.client.session->pollApplicationData());
}

TEST_CASE("DtlsSession sends each piece of application data in a datagram of its own") {
  Pair pair;
  pair.world.connect();
  const std::vector<uint8_t> data(10, 0x11);

  pair.client.session->sendApplicationData(data);
  pair.client.session->sendApplicationData(data);

  CHECK(pair.client.session->pollTransmit());
  CHECK(pair.client.session->pollTransmit());
  CHECK_FALSE(pair.client.session->pollTransmit());
}

TEST_CASE("DtlsSession sends application data up to its limit within one datagram") {
  Pair pair;
  pair.world.connect();
  const std::vector<uint8_t> largest(dtls::DtlsSession::kMaxApplicationDataSize, 0x11);
  const std::vector<uint8_t> tooLarge(largest.size() + 1, 0x11);

  CHECK(pair.client.session->sendApplicationData(largest));
  CHECK_FALSE(pair.client.session->sendApplicationData(tooLarge));
  CHECK_FALSE(pair.client.session->sendApplicationData({}));

  const auto datagram = pair.client.session->pollTransmit();
  REQUIRE(datagram);
  CHECK(datagram->size() == dtls::kMaxDatagramSize);
}

TEST_CASE("DtlsSession holds application data back until the peer is verified") {
  Pair pair;
  pair.client.expect(pair.server);
  pair.world.start();
  pair.world.pass(1s);
  const std::vector<uint8_t> data(10, 0x11);
  REQUIRE(pair.client.session->sendApplicationData(data));
  CHECK_FALSE(pair.server.session->sendApplicationData(data));
  pair.world.pass(1s);
  REQUIRE_FALSE(pair.server.session->pollApplicationData());

  pair.server.expect(pair.client);

  CHECK(pair.server.session->pollApplicationData() == data);
}

TEST_CASE("DtlsSession bounds the application data that nobody fetches") {
  Pair pair;
  pair.world.connect();
  const std::vector<uint8_t> data(1, 0x11);
  const size_t limit = dtls::DtlsSession::kMaxQueuedApplicationData;

  for (size_t i = 0; i < limit + 5; ++i) pair.client.session->sendApplicationData(data);
  pair.world.pass(1s);

  CHECK(pair.server.session->counters().droppedDatagrams == 5);
}

TEST_CASE("DtlsSession tells of the peer's close_notify") {
  Pair pair;
  pair.world.connect();

  pair.client.session->close();
  pair.world.pass(1s);

  CHECK(pair.client.state() == State::kClosed);
  CHECK_FALSE(pair.client.closed);
  CHECK(pair.server.state() == State::kClosed);
  CHECK(pair.server.closed);
  CHECK_FALSE(pair.server.session->sendApplicationData(std::vector<uint8_t>(1)));
}

TEST_CASE("DtlsSession says nothing when closed before the handshake") {
  Pair pair;
  pair.server.session->start(Role::kServer, kStart);

  pair.server.session->close();
  pair.server.session->close();

  CHECK(pair.server.state() == State::kClosed);
  CHECK_FALSE(pair.server.session->pollTransmit());
  CHECK(pair.server.session->nextTimeout() == kNever);
}

TEST_CASE("DtlsSession ignores an alert of epoch 0 once it is connected") {
  Pair pair;
  pair.world.connect();
  const std::vector<uint8_t> handshakeFailure = {21, 0xfe, 0xfd, 0, 0, 0, 0, 0,
                                                 0,  0,    9,    0, 2, 2, 40};

  pair.client.session->handleDatagram(handshakeFailure, kStart);

  CHECK(pair.client.state() == State::kConnected);
}

}  // namespace
