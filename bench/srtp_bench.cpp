// What one protected packet costs: libsrtp against both back ends of srtp::Cipher.
//
// g++ -O3 -march=x86-64-v2 -std=c++20 -Inative -I. -DSFU_HAVE_IPSEC_MB=1 bench/srtp_bench.cpp
//     native/{base,crypto,srtp}/*.cpp $(pkg-config --cflags --libs openssl libsrtp2) -lIPSec_MB
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "test/srtp/srtp_kit.h"

using namespace sfu;
using namespace sfu::test;

namespace {

constexpr size_t kViewers = 100;
constexpr size_t kPacketsPerTurn = 4;  // of one frame, each to all viewers
constexpr size_t kSlotSize = 1500;
constexpr int kRounds = 7;

/// Nanoseconds per packet: the best of some rounds, since the machine is shared.
template <class Turn>
double measure(Turn turn) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kRoundTime = std::chrono::milliseconds(60);
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = Clock::now();
    size_t packets = 0;
    while (Clock::now() - start < kRoundTime) {
      turn();
      packets += kViewers * kPacketsPerTurn;
    }
    const std::chrono::duration<double, std::nano> time = Clock::now() - start;
    best = std::min(best, time.count() / static_cast<double>(packets));
  }
  return best;
}

void setNumber(std::vector<uint8_t>& header, uint16_t number) {
  header[2] = static_cast<uint8_t>(number >> 8);
  header[3] = static_cast<uint8_t>(number);
}

/// The fan-out of an SFU: shared payload, a header per viewer, one batch a turn.
double protectWith(srtp::Cipher& cipher, SrtpProfile profile, size_t packetSize) {
  std::vector<std::unique_ptr<srtp::SrtpSender>> senders;
  for (uint64_t i = 0; i < kViewers; ++i) senders.push_back(senderWith(cipher, profile, i));
  const RtpParts parts = rtpParts(1, packetSize - 12);
  std::vector<std::vector<uint8_t>> headers(kViewers * kPacketsPerTurn, parts.header);
  std::vector<uint8_t> slots(headers.size() * kSlotSize);
  std::vector<srtp::ProtectJob> jobs;
  for (size_t i = 0; i < headers.size(); ++i) {
    jobs.push_back(jobFor(*senders[i / kPacketsPerTurn], parts, slots.data() + i * kSlotSize));
    jobs.back().header = headers[i].data();
  }

  uint16_t number = 0;
  return measure([&] {
    for (size_t i = 0; i < headers.size(); ++i) {
      setNumber(headers[i], static_cast<uint16_t>(number + i % kPacketsPerTurn));
    }
    number = static_cast<uint16_t>(number + kPacketsPerTurn);
    cipher.protect(jobs);
  });
}

/// The usual way: the packet is copied for each viewer and protected in place.
double protectWithLibSrtp(SrtpProfile profile, size_t packetSize) {
  std::vector<std::unique_ptr<LibSrtp>> viewers;
  for (uint64_t i = 0; i < kViewers; ++i) {
    viewers.push_back(std::make_unique<LibSrtp>(profile, masterKey(profile, i), ssrc_any_outbound));
  }
  std::vector<uint8_t> packet = rtpParts(1, packetSize - 12).whole();
  std::vector<uint8_t> slots(kViewers * kPacketsPerTurn * kSlotSize);

  uint16_t number = 0;
  return measure([&] {
    for (size_t i = 0; i < kViewers * kPacketsPerTurn; ++i) {
      uint8_t* slot = slots.data() + i * kSlotSize;
      setNumber(packet, static_cast<uint16_t>(number + i % kPacketsPerTurn));
      std::memcpy(slot, packet.data(), packetSize);
      viewers[i / kPacketsPerTurn]->protectInPlace(slot, packetSize);
    }
    number = static_cast<uint16_t>(number + kPacketsPerTurn);
  });
}

const char* nameOf(SrtpProfile profile) {
  if (profile == SrtpProfile::kAesCm128HmacSha1_80) return "AES_CM_128_HMAC_SHA1_80";
  return profile == SrtpProfile::kAeadAes128Gcm ? "AEAD_AES_128_GCM" : "AEAD_AES_256_GCM";
}

}  // namespace

int main() {
  const auto portable = srtp::Cipher::create(false);
  const auto fast = srtp::Cipher::create(true);
  std::printf("ns per packet, %zu viewers, batches of %zu; ×: faster than libsrtp\n", kViewers,
              kViewers * kPacketsPerTurn);
  std::printf("%-24s %5s %9s %17s %17s\n", "profile", "bytes", "libsrtp",
              std::string(portable->name()).c_str(), std::string(fast->name()).c_str());
  for (const SrtpProfile profile : kProfiles) {
    for (const size_t size : {120, 1200}) {
      const double base = protectWithLibSrtp(profile, size);
      const double slow = protectWith(*portable, profile, size);
      const double quick = protectWith(*fast, profile, size);
      std::printf("%-24s %5zu %9.0f %9.0f (%4.1f×) %9.0f (%4.1f×)\n", nameOf(profile), size, base,
                  slow, base / slow, quick, base / quick);
    }
  }
}
