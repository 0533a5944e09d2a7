// What the load program is told to do: one JSON object, which bench/run.mjs writes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sfu::load {

/// A stream that an endpoint publishes.
struct SendDescription {
  uint32_t stream = 0;  // its number in the whole run
  uint32_t ssrc = 0;
  uint8_t payloadType = 0;
  bool isVideo = true;  // VP8; else opus
  uint32_t clockRate = 90000;
  uint32_t packetsPerSecond = 0;
  uint32_t framesPerSecond = 0;
  uint32_t packetSize = 0;  // mean, RTP header included
  uint32_t burst = 0;       // packets of a frame sent back to back; 0: all
  uint8_t absSendTimeId = 0;
  uint8_t transportSequenceId = 0;
  uint8_t audioLevelId = 0;
};

/// A stream that an endpoint gets, under the SSRC it has for this endpoint.
struct ReceiveDescription {
  uint32_t stream = 0;
  uint32_t ssrc = 0;
};

struct EndpointDescription {
  std::string address;
  uint16_t port = 0;
  std::string ufrag;
  std::string password;
  std::string fingerprint;  // sha-256, lower-case hexadecimal
  std::vector<SendDescription> sends;
  std::vector<ReceiveDescription> receives;
};

struct Description {
  bool plain = false;  // RTP in the clear, without ICE and DTLS: against bench/echo
  bool gro = false;    // sockets take runs of datagrams unsplit (UDP_GRO)
  int64_t warmupMs = 2000;
  int64_t durationMs = 5000;
  int64_t watchedPid = 0;     // whose CPU time is measured
  uint32_t verifyEvery = 50;  // one packet of so many is decrypted and compared
  std::vector<EndpointDescription> endpoints;
};

Result<Description> parseDescription(std::string_view json);

}  // namespace sfu::load
