#include "load/load_run.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "load/process_time.h"

namespace sfu::load {

LoadRun::LoadRun(Description description, dtls::DtlsContext& context, srtp::Cipher& cipher,
                 Random& random, OnPhase onPhase)
    : description_(std::move(description)),
      context_(context),
      cipher_(cipher),
      random_(random),
      onPhase_(std::move(onPhase)),
      reader_(description_.gro) {}

LoadRun::~LoadRun() {
  if (epoll_ >= 0) close(epoll_);
}

Status LoadRun::open() {
  for (const EndpointDescription& endpoint : description_.endpoints) {
    for (const SendDescription& send : endpoint.sends) {
      if (sources_.size() <= send.stream) sources_.resize(send.stream + 1);
      sources_[send.stream] = std::make_unique<SourceStream>(send, send.stream + 1);
    }
  }
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  for (const EndpointDescription& endpoint : description_.endpoints) {
    auto socket = UdpSocket::connect(endpoint.address, endpoint.port, description_.gro);
    if (!socket) return socket.failure();
    std::vector<SourceStream*> sources;
    for (const SendDescription& send : endpoint.sends)
      sources.push_back(sources_[send.stream].get());
    std::vector<ViewedStream> viewed;
    for (const ReceiveDescription& receive : endpoint.receives) {
      if (receive.stream >= sources_.size() || !sources_[receive.stream]) {
        return Failure::invalidParameters("an endpoint receives a stream that nobody sends");
      }
      viewed.emplace_back(receive, *sources_[receive.stream]);
    }
    endpoints_.emplace_back(std::move(*socket), endpoint, std::move(sources), std::move(viewed));
  }
  for (size_t i = 0; i < endpoints_.size(); ++i) {
    if (!description_.endpoints[i].sends.empty()) publishers_.push_back(&endpoints_[i]);
    epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, endpoints_[i].descriptor(), &event) != 0) {
      return Failure::invalidState("epoll takes no more sockets");
    }
  }
  return Unit{};
}

Result<Measurement> LoadRun::run() {
  onPhase_("connecting");
  if (auto status = connect(); !status) return status.failure();

  onPhase_("warmup");
  const Nanos connectedAt = monotonicNanos();
  for (const auto& source : sources_) {
    if (source) source->start(connectedAt);
  }
  turnUntil(connectedAt + description_.warmupMs * kMillisecond);

  onPhase_("measuring");
  reception_ = {};
  publication_ = {};
  for (Endpoint& endpoint : endpoints_) {
    for (ViewedStream& stream : endpoint.viewed()) stream.beginMeasurement();
  }
  const auto watchedBefore = processNanos(description_.watchedPid);
  const int64_t ownBefore = processNanos(getpid()).value_or(0);
  const Nanos startedAt = monotonicNanos();
  turnUntil(startedAt + description_.durationMs * kMillisecond);

  for (const auto& source : sources_) {
    if (source) source->stop();
  }
  const Nanos endedAt = monotonicNanos();
  const auto watchedAfter = processNanos(description_.watchedPid);
  const int64_t ownNanos = processNanos(getpid()).value_or(0) - ownBefore;
  onPhase_("draining");
  turnUntil(endedAt + kDrainTime);

  std::optional<int64_t> watched;
  if (watchedBefore && watchedAfter) watched = *watchedAfter - *watchedBefore;
  return finish(startedAt, endedAt, ownNanos, watched);
}

Status LoadRun::connect() {
  const Nanos startedAt = monotonicNanos();
  if (!description_.plain) {
    for (Endpoint& endpoint : endpoints_) {
      endpoint.openSession(std::make_unique<test::WebRtcEndpoint>(context_, cipher_, random_),
                           clock_.at(startedAt));
    }
  }
  const auto isConnected = [](const Endpoint& endpoint) { return endpoint.isConnected(); };
  do {
    turnUntil(monotonicNanos() + 20 * kMillisecond);
    for (const Endpoint& endpoint : endpoints_) {
      if (endpoint.hasFailed()) return Failure::invalidState("a DTLS handshake failed");
    }
    if (monotonicNanos() - startedAt > kConnectTimeout) {
      return Failure::invalidState("not all endpoints connected in time");
    }
  } while (!std::all_of(endpoints_.begin(), endpoints_.end(), isConnected));
  return Unit{};
}

void LoadRun::turnUntil(Nanos end) {
  while (monotonicNanos() < end) turn(end);
}

void LoadRun::turn(Nanos until) {
  Nanos now = monotonicNanos();
  if (now >= advanceAt_) {
    for (Endpoint& endpoint : endpoints_) endpoint.advance(now, clock_);
    advanceAt_ = now + kAdvanceInterval;
  }
  Nanos next = std::min(until, advanceAt_);
  for (Endpoint* publisher : publishers_) {
    publisher->publish(now, clock_, publication_);
    next = std::min(next, publisher->nextPublishAt());
  }

  std::array<epoll_event, 128> events;
  now = monotonicNanos();
  const Nanos wait = std::max<Nanos>(next - now, 0);
  const timespec timeout{.tv_sec = wait / kSecond, .tv_nsec = wait % kSecond};
  const int count =
      epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
  for (int i = 0; i < count; ++i) {
    Endpoint& endpoint = endpoints_[events[static_cast<size_t>(i)].data.u64];
    endpoint.receive(reader_, clock_, description_.verifyEvery, reception_, publication_);
  }
}

Measurement LoadRun::finish(Nanos startedAt, Nanos endedAt, int64_t ownNanos,
                            std::optional<int64_t> watchedNanos) const {
  Measurement result;
  result.seconds = static_cast<double>(endedAt - startedAt) / static_cast<double>(kSecond);
  result.reception = reception_;
  result.publication = publication_;
  result.watchedNanos = watchedNanos;
  result.ownNanos = ownNanos;
  for (const Endpoint& endpoint : endpoints_) {
    for (const ViewedStream& stream : endpoint.viewed()) {
      result.missing += static_cast<uint64_t>(std::max<int64_t>(stream.missing(), 0));
      if (!stream.hasStarted()) ++result.silentStreams;
    }
  }
  return result;
}

}  // namespace sfu::load
