// A transport that shows a certificate of its own, not its worker's.
#include "test/kit/check.h"
#include "test/kit/room.h"
#include "test/kit/webrtc_endpoint.h"
#include "test/kit/world.h"
#include "transport/webrtc_transport.h"

using namespace std::chrono_literals;
using namespace sfu;

namespace {

constexpr auto kSha256 = crypto::FingerprintAlgorithm::kSha256;
const Time kStart = Time(std::chrono::hours(24 * 365 * 50));
const Route kRoute{Protocol::kUdp, *Address::parse("192.0.2.1", 4000),
                   *Address::parse("192.0.2.2", 5000)};

/// A transport with `own` in a worker that has `shared`, and a browser that expects `expected`.
struct Meeting {
  explicit Meeting(uint64_t seed) : world(seed) {}

  crypto::Certificate certificate() {
    return std::move(*crypto::Certificate::generate(world.random(), kStart));
  }

  void run(const std::string& expected) {
    const ice::Credentials credentials{"server", "a-password-of-32-letters-for-all"};
    auto sharedContext = std::move(*dtls::DtlsContext::create(shared));
    auto peerContext = std::move(*dtls::DtlsContext::create(peer));
    const auto cipher = srtp::Cipher::create();
    transport::WebRtcTransport transport("t", credentials, *sharedContext, *cipher, world.random(),
                                         log, std::move(*dtls::DtlsContext::create(own)));
    test::WebRtcEndpoint browser(*peerContext, *cipher, world.random());
    transport.connect({.fingerprints = {{"sha-256", peer.fingerprint(kSha256)}}}, kStart);
    browser.connect({credentials, expected}, dtls::Role::kClient, kStart);

    for (Time now = kStart; now < kStart + 5s; now += 50ms) {
      browser.handleTimeout(now);
      transport.advance(now);
      exchange(transport, browser, now);
    }
    isConnected = browser.isConnected();
    hasFailed = browser.hasFailed();
  }

  void exchange(transport::WebRtcTransport& transport, test::WebRtcEndpoint& browser, Time now) {
    for (bool isMoving = true; isMoving;) {
      isMoving = false;
      while (const auto datagram = browser.pollTransmit()) {
        transport.open(kRoute, *pool.copy(*datagram).operator->(), now);
        isMoving = true;
      }
      while (auto datagram = transport.pollTransmit(now)) {
        size_t size = datagram->bytes.size();
        browser.handleDatagram(datagram->bytes.data(), size, now);
        isMoving = true;
      }
    }
  }

  test::World world;
  PacketPool pool;
  test::SilentLog log;
  crypto::Certificate shared = certificate();
  crypto::Certificate own = certificate();
  crypto::Certificate peer = certificate();
  bool isConnected = false;
  bool hasFailed = false;
};

TEST_CASE("WebRtcTransport with a certificate of its own shows that one") {
  Meeting meeting(/*seed=*/3);

  meeting.run(meeting.own.fingerprint(kSha256));

  CHECK(meeting.isConnected);
}

TEST_CASE("WebRtcTransport with a certificate of its own is not taken for its worker") {
  Meeting meeting(/*seed=*/3);

  meeting.run(meeting.shared.fingerprint(kSha256));

  CHECK(meeting.hasFailed);
}

}  // namespace
