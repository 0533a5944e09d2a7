#include "ice/candidate.h"

namespace sfu::ice {

uint32_t hostPriority(Protocol protocol, bool isIpv6, const CandidatePreferences& preferences) {
  constexpr uint32_t kTypePreference = 64;
  constexpr uint32_t kComponent = 1;
  const bool familyPreferred = isIpv6 ? preferences.ipv6 : preferences.ipv4;
  const bool protocolPreferred = protocol == Protocol::kTcp ? preferences.tcp : preferences.udp;

  uint32_t localPreference = 20'000;
  if (familyPreferred) localPreference += 10'000;
  if (protocolPreferred) localPreference += 5'000;
  return (kTypePreference << 24) + (localPreference << 8) + (256 - kComponent);
}

HostCandidate HostCandidate::from(const Address& bound, Protocol protocol,
                                  const CandidatePreferences& preferences,
                                  std::string_view announced) {
  return {.ip = announced.empty() ? bound.ip() : std::string(announced),
          .port = bound.port(),
          .protocol = protocol,
          .isIpv6 = bound.isIpv6(),
          .priority = hostPriority(protocol, bound.isIpv6(), preferences)};
}

}  // namespace sfu::ice
