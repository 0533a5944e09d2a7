// Several fingerprints: the certificate may match any of them.
#include <algorithm>

#include "dtls/dtls_session.h"
#include "test/dtls/dtls_world.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using dtls::State;
using test::DtlsPeer;
using test::DtlsWorld;

namespace {

struct Pair {
  DtlsPeer client{1};
  DtlsPeer server{2};
  DtlsWorld world{client, server};
};

// RFC 8122, section 5: an endpoint with two certificates says a fingerprint of each.
TEST_CASE("DtlsSession takes a certificate that matches any of several fingerprints") {
  const crypto::Certificate other = test::makeCertificate(9);
  const auto sha256 = crypto::FingerprintAlgorithm::kSha256;
  const auto sha1 = crypto::FingerprintAlgorithm::kSha1;
  for (const bool isFirst : {true, false}) {
    Pair pair;
    pair.client.expect(pair.server);
    std::vector<dtls::Fingerprint> alternatives = {
        {"sha-256", other.fingerprint(sha256)},
        {"sha-1", other.fingerprint(sha1)},
        {"md2", "00"},
        {"sha-256", pair.client.certificate.fingerprint(sha256)}};
    if (isFirst) std::ranges::reverse(alternatives);
    pair.server.session->setRemoteFingerprints(alternatives);

    pair.world.start();
    pair.world.pass(1s);

    CHECK(pair.server.state() == State::kConnected);
  }
}

TEST_CASE("DtlsSession refuses a certificate that matches none of several fingerprints") {
  Pair pair;
  pair.client.expect(pair.server);
  pair.server.session->setRemoteFingerprints(
      {{"sha-256", pair.server.fingerprint()}, {"sha-512", pair.server.fingerprint()}});

  pair.world.start();
  pair.world.pass(1s);

  CHECK(pair.server.state() == State::kFailed);
}

}  // namespace
