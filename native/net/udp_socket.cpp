#include "net/udp_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "net/udp_descriptor.h"

namespace sfu::net {

namespace {

// A quiet socket need not lay out room for a burst.
constexpr size_t kMinBatch = 8;

}  // namespace

/// Outlives the socket until libuv has let go of the handle, and with it the
/// handler that may be running.
struct UdpSocket::State {
  uv_poll_t poll;
  UdpSocket* owner = nullptr;  // none once the socket is destroyed
  int descriptor;
  Address local;
  PacketPool& pool;
  OnBatch onBatch;
  Counters counters;
  RunSender sender;
  std::vector<Received> batch;
  size_t batchLimit = kMinBatch;
  int polled = 0;

  State(int fd, PacketPool& packets, OnBatch handler)
      : descriptor(fd),
        local(localAddressOf(fd)),
        pool(packets),
        onBatch(std::move(handler)),
        sender([fd](std::span<const SendMessage> messages) { return sendMessages(fd, messages); },
               canSegment(fd)) {}

  int pollWhatMatters();
  void handlePoll(int status, int events);
  void read();
};

int UdpSocket::State::pollWhatMatters() {
  const int wanted = UV_READABLE | (sender.isWaiting() ? UV_WRITABLE : 0);
  if (wanted == polled) return 0;
  polled = wanted;
  return uv_poll_start(&poll, wanted, [](uv_poll_t* handle, int status, int events) {
    static_cast<State*>(handle->data)->handlePoll(status, events);
  });
}

void UdpSocket::State::handlePoll(int status, int events) {
  if (status < 0) {
    // libuv stops at a pending socket error. It is about one datagram, not about us: take it off
    // the socket and go on.
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    polled = 0;
  }
  if (events & UV_WRITABLE) sender.flush();
  pollWhatMatters();
  if (events & UV_READABLE) read();
}

void UdpSocket::State::read() {
  for (size_t i = 0; i < kMaxReads; ++i) {
    const ReadOutcome outcome = readDatagrams(descriptor, pool, batchLimit, batch);
    ++counters.readCalls;
    counters.truncated += outcome.truncated;
    counters.datagramsReceived += batch.size();
    for (const Received& received : batch) counters.bytesReceived += received.packet->size();
    batchLimit =
        outcome.drained ? std::clamp(2 * outcome.datagrams, kMinBatch, kMaxBatch) : kMaxBatch;

    if (!batch.empty()) onBatch(*owner, batch);
    batch.clear();
    // While a short read was handled more of the same burst may have come: only an
    // empty read ends the turn, so that the burst leaves us as one.
    if (!owner || (outcome.drained && outcome.datagrams == 0)) return;
  }
}

Result<std::unique_ptr<UdpSocket>> UdpSocket::bind(uv_loop_t& loop, const Address& local,
                                                   PacketPool& pool, OnBatch onBatch) {
  const Result<int> descriptor = openUdp(local);
  if (!descriptor) return descriptor.failure();

  auto state = std::make_unique<State>(descriptor.value(), pool, std::move(onBatch));
  const int error = uv_poll_init(&loop, &state->poll, state->descriptor);
  if (error != 0) {
    ::close(state->descriptor);
    return bindFailure(local, -error);
  }
  state->poll.data = state.get();
  std::unique_ptr<UdpSocket> socket(new UdpSocket(state.release()));
  socket->state_->owner = socket.get();
  const int startError = socket->state_->pollWhatMatters();
  if (startError != 0) return bindFailure(local, -startError);
  return socket;
}

UdpSocket::~UdpSocket() {
  state_->owner = nullptr;
  uv_close(reinterpret_cast<uv_handle_t*>(&state_->poll),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
  // uv_close has taken it out of the poll set; the port is free at once.
  ::close(state_->descriptor);
}

const Address& UdpSocket::local() const {
  return state_->local;
}

void UdpSocket::send(std::span<const SendRun> runs) {
  state_->sender.send(runs);
  state_->pollWhatMatters();
}

void UdpSocket::sendOne(const Address& remote, Bytes datagram) {
  const auto size = static_cast<uint16_t>(std::min<size_t>(datagram.size(), UINT16_MAX));
  const SendRun run{remote, datagram.data(), datagram.size(), size};
  send({&run, 1});
}

UdpSocket::Counters UdpSocket::counters() const {
  Counters counters = state_->counters;
  counters.sent = state_->sender.counters();
  return counters;
}

}  // namespace sfu::net
