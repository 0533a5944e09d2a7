// The candidates that an ICE-lite agent has: hosts, and how much each is preferred.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/address.h"

namespace sfu::ice {

/// Which of our candidates clients should try first. All off: none stands out.
struct CandidatePreferences {
  bool ipv4 = false;
  bool ipv6 = false;
  bool udp = false;
  bool tcp = false;
};

/// The priority of a host candidate, component 1. RFC 8445, section 5.1.2.1:
/// 2^24 * type preference + 2^8 * local preference + (256 - component).
uint32_t hostPriority(Protocol protocol, bool isIpv6, const CandidatePreferences& preferences);

/// An address that clients may send their checks to. RFC 8445, section 5.1.1.1.
///
/// A value for the signalling: the agent itself takes checks from any socket
/// that its owner gives it. A TCP candidate is always passive (RFC 6544, section 4.5).
struct HostCandidate {
  std::string ip;  // or the name that is announced in its place
  uint16_t port = 0;
  Protocol protocol = Protocol::kUdp;
  bool isIpv6 = false;
  uint32_t priority = 0;

  /// `bound` is what the socket listens on; a non-empty `announced` replaces its IP.
  static HostCandidate from(const Address& bound, Protocol protocol,
                            const CandidatePreferences& preferences,
                            std::string_view announced = {});

  /// Candidates of one protocol share it. A peer uses it for the order of its
  /// checks only; who has several addresses of a family adds to it.
  std::string_view foundation() const {
    return protocol == Protocol::kUdp ? "udpcandidate" : "tcpcandidate";
  }
};

}  // namespace sfu::ice
