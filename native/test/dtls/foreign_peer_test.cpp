// Against OpenSSL without DtlsSession: peers whose last flight got lost send it
// again only if they see a Finished in a record that is new to them.
#include <openssl/ssl.h>

#include <memory>

#include "dtls/datagram_bio.h"
#include "dtls/dtls_session.h"
#include "test/dtls/dtls_world.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using dtls::Role;
using dtls::State;
using test::DtlsPeer;
using test::kStart;

namespace {

using Datagram = std::vector<uint8_t>;

unsigned neverRepeat(SSL*, unsigned) {
  return 4'000'000'000;
}

/// Nothing but OpenSSL, which repeats its flights only when it is asked to.
class ForeignPeer {
 public:
  ForeignPeer(const dtls::DtlsContext& context, Role role)
      : ssl_(SSL_new(context.sslContext()), SSL_free) {
    BIO* bio = dtls::newDatagramBio(*context.bioMethod(), queue_);
    queue_.joinsRecords = false;
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_mtu(ssl_.get(), 1200);
    DTLS_set_timer_cb(ssl_.get(), neverRepeat);
    role == Role::kServer ? SSL_set_accept_state(ssl_.get()) : SSL_set_connect_state(ssl_.get());
  }

  std::vector<Datagram> handle(const Datagram& datagram) {
    queue_.incoming = datagram;
    queue_.hasIncoming = true;
    return step();
  }
  std::vector<Datagram> step() {
    uint8_t data[1];
    SSL_read(ssl_.get(), data, sizeof data);
    std::vector<Datagram> out;
    for (const dtls::Flight& flight : queue_.outgoing) {
      out.insert(out.end(), flight.datagrams.begin(), flight.datagrams.end());
    }
    queue_.outgoing.clear();
    return out;
  }
  bool connected() const { return SSL_is_init_finished(ssl_.get()) == 1; }

 private:
  dtls::DatagramQueue queue_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

std::vector<Datagram> drain(dtls::DtlsSession& session) {
  std::vector<Datagram> all;
  while (auto datagram = session.pollTransmit()) all.push_back(std::move(*datagram));
  return all;
}

TEST_CASE("DtlsSession as client makes a server repeat its last flight") {
  DtlsPeer client(1);
  DtlsPeer foreign(2);
  ForeignPeer server(*foreign.context, Role::kServer);
  client.expect(foreign);
  client.session->start(Role::kClient, kStart);
  for (const Datagram& hello : drain(*client.session)) {
    for (const Datagram& answer : server.handle(hello)) {
      client.session->handleDatagram(answer, kStart);
    }
  }
  for (const Datagram& finished : drain(*client.session)) server.handle(finished);  // Lost.
  REQUIRE(server.connected());
  REQUIRE(client.state() == State::kConnecting);

  client.session->handleTimeout(kStart + 100ms);
  for (const Datagram& finished : drain(*client.session)) {
    for (const Datagram& answer : server.handle(finished)) {
      client.session->handleDatagram(answer, kStart + 100ms);
    }
  }

  CHECK(client.state() == State::kConnected);
}

TEST_CASE("DtlsSession as server repeats its last flight for a client that asks again") {
  DtlsPeer foreign(1);
  DtlsPeer server(2);
  ForeignPeer client(*foreign.context, Role::kClient);
  server.expect(foreign);
  server.session->start(Role::kServer, kStart);
  for (const Datagram& hello : client.step()) server.session->handleDatagram(hello, kStart);
  std::vector<Datagram> last;
  for (const Datagram& answer : drain(*server.session)) last = client.handle(answer);
  for (const Datagram& finished : last) server.session->handleDatagram(finished, kStart);
  REQUIRE(server.state() == State::kConnected);
  drain(*server.session);  // Lost.

  for (const Datagram& finished : last) server.session->handleDatagram(finished, kStart + 50ms);
  for (const Datagram& answer : drain(*server.session)) client.handle(answer);

  CHECK(client.connected());
}

}  // namespace
