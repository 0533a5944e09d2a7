// Two DTLS endpoints, one in each role, and a path between them that an attacker owns: datagrams
// are lost, doubled, changed, held back and made up while time goes by.
#include "base/assert.h"
#include "dtls/dtls_session.h"
#include "test/dtls/dtls_world.h"
#include "test/fuzz/fuzz_kit.h"

using namespace sfu;
using namespace sfu::test;

namespace {

using Datagrams = std::deque<std::vector<uint8_t>>;

struct End {
  End(DtlsPeer& owner, const DtlsPeer& other) : session(*owner.context) {
    session.setRemoteFingerprints({{"sha-256", other.fingerprint()}});
  }

  void drainTo(Datagrams& path) {
    while (auto datagram = session.pollTransmit()) {
      SFU_ASSERT(datagram->size() <= dtls::kMaxDatagramSize);
      path.push_back(std::move(*datagram));
    }
    while (const auto event = session.pollEvent()) {
      if (const auto* now = std::get_if<dtls::Connected>(&*event)) keys = now->keys;
    }
    while (session.pollApplicationData()) ++received;
  }

  dtls::DtlsSession session;
  std::optional<crypto::SrtpKeys> keys;
  int received = 0;
};

/// What the attacker does with the next datagram for `to`.
void disturb(Story& story, Datagrams& path, End& to, Time now) {
  if (path.empty()) return;
  std::vector<uint8_t> datagram = std::move(path.front());
  path.pop_front();
  const uint8_t what = story.below(8);
  if (what == 0) return;
  if (what == 1) return path.push_back(std::move(datagram));
  if (what == 2) path.push_back(datagram);
  if (what >= 6) story.mutate(datagram);
  to.session.handleDatagram(datagram, now);
}

void play(Story& story, End& client, End& server) {
  Time now = kStart;
  Datagrams toServer, toClient;
  server.session.start(dtls::Role::kServer, now);
  client.session.start(dtls::Role::kClient, now);
  for (int step = 0; step < 200 && !story.isOver(); ++step) {
    client.drainTo(toServer);
    server.drainTo(toClient);
    const uint8_t what = story.below(8);
    if (what < 3)
      disturb(story, toServer, server, now);
    else if (what < 6)
      disturb(story, toClient, client, now);
    else if (what == 6) {
      const auto forged = story.vector();
      (story.byte() & 1 ? client : server).session.handleDatagram(forged, now);
    } else {
      now += story.duration();
      client.session.handleTimeout(now);
      server.session.handleTimeout(now);
      client.session.sendApplicationData(bytesOf("data"));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static DtlsPeer alice(1), bob(2);
  Story story({data, size});
  End client(alice, bob), server(bob, alice);
  play(story, client, server);
  // Whatever was done to them: who has keys has those of the other one.
  if (client.keys && server.keys) {
    SFU_ASSERT(client.keys->profile == server.keys->profile);
    SFU_ASSERT(client.keys->local.key == server.keys->remote.key);
    SFU_ASSERT(client.keys->remote.key == server.keys->local.key);
  }
  return 0;
}
