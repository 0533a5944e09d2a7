// The run: connects all endpoints, warms up, measures, drains.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "dtls/dtls_context.h"
#include "load/clock.h"
#include "load/description.h"
#include "load/endpoint.h"
#include "srtp/cipher.h"

namespace sfu::load {

/// What was measured between the end of the warm-up and the end of sending.
struct Measurement {
  double seconds = 0;
  Reception reception;
  Publication publication;
  uint64_t missing = 0;
  uint64_t silentStreams = 0;  // promised to a viewer, and nothing came
  std::optional<int64_t> watchedNanos;
  int64_t ownNanos = 0;
};

/// One thread, one epoll set, all endpoints.
class LoadRun {
 public:
  /// Says which phase begins: "connecting", "warmup", "measuring", "draining".
  using OnPhase = std::function<void(std::string_view phase)>;

  LoadRun(Description description, dtls::DtlsContext& context, srtp::Cipher& cipher, Random& random,
          OnPhase onPhase);
  ~LoadRun();

  Status open();
  Result<Measurement> run();

 private:
  static constexpr Nanos kConnectTimeout = 30 * kSecond;
  static constexpr Nanos kDrainTime = 300 * kMillisecond;
  static constexpr Nanos kAdvanceInterval = 5 * kMillisecond;

  Status connect();
  void turnUntil(Nanos end);
  void turn(Nanos until);
  Measurement finish(Nanos startedAt, Nanos endedAt, int64_t ownNanos,
                     std::optional<int64_t> watchedNanos) const;

  const Description description_;
  dtls::DtlsContext& context_;
  srtp::Cipher& cipher_;
  Random& random_;
  OnPhase onPhase_;
  Clock clock_;
  DatagramReader reader_;
  int epoll_ = -1;
  std::vector<std::unique_ptr<SourceStream>> sources_;  // by stream number
  std::vector<Endpoint> endpoints_;
  std::vector<Endpoint*> publishers_;
  Nanos advanceAt_ = 0;
  Reception reception_;
  Publication publication_;
};

}  // namespace sfu::load
