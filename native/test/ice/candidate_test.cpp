// Host candidates: their priority, and the address they announce.
#include "ice/candidate.h"

#include "test/kit/check.h"

using namespace sfu;
using ice::HostCandidate;

namespace {

TEST_CASE("hostPriority follows the formula of RFC 8445") {
  constexpr uint32_t kBase = 64u << 24 | 255u;
  const struct {
    Protocol protocol;
    bool isIpv6;
    ice::CandidatePreferences preferences;
    uint32_t localPreference;
  } cases[] = {
      {Protocol::kUdp, false, {}, 20'000},
      {Protocol::kTcp, true, {}, 20'000},
      {Protocol::kUdp, false, {.ipv4 = true}, 30'000},
      {Protocol::kUdp, true, {.ipv4 = true}, 20'000},
      {Protocol::kUdp, true, {.ipv6 = true}, 30'000},
      {Protocol::kUdp, false, {.udp = true}, 25'000},
      {Protocol::kTcp, false, {.udp = true}, 20'000},
      {Protocol::kTcp, true, {.ipv6 = true, .tcp = true}, 35'000},
  };

  for (const auto& known : cases) {
    CHECK(ice::hostPriority(known.protocol, known.isIpv6, known.preferences) ==
          kBase + (known.localPreference << 8));
  }
}

TEST_CASE("HostCandidate carries the address that its socket is bound to") {
  const auto candidate =
      HostCandidate::from(*Address::parse("2001:db8::1", 4000), Protocol::kTcp, {});

  CHECK(candidate.ip == "2001:db8::1");
  CHECK(candidate.port == 4000);
  CHECK(candidate.isIpv6);
  CHECK(candidate.foundation() == "tcpcandidate");
}

TEST_CASE("HostCandidate announces another name in place of its IP") {
  const auto candidate = HostCandidate::from(*Address::parse("10.0.0.1", 4000), Protocol::kUdp, {},
                                             "media.example.org");

  CHECK(candidate.ip == "media.example.org");
  CHECK(candidate.port == 4000);
  CHECK_FALSE(candidate.isIpv6);
  CHECK(candidate.foundation() == "udpcandidate");
}

}  // namespace
