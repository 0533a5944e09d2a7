#include "net/tcp_connection.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "net/rfc4571.h"
#include "net/socket_address.h"

namespace sfu::net {

namespace {

constexpr unsigned kSilenceBeforeProbesS = 20;

/// A peer that vanished without a word is found: by probes in silence, by its missing
/// acknowledgements otherwise. What the kernel holds back is bounded as the queue is.
void tune(uv_tcp_t& handle) {
  uv_tcp_nodelay(&handle, 1);
  uv_tcp_keepalive(&handle, 1, kSilenceBeforeProbesS);
  uv_os_fd_t descriptor = -1;
  if (uv_fileno(reinterpret_cast<uv_handle_t*>(&handle), &descriptor) != 0) return;
#if defined(TCP_USER_TIMEOUT)
  const unsigned unacknowledgedMs = 30'000;
  setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledgedMs, sizeof unacknowledgedMs);
#endif
#if defined(TCP_NOTSENT_LOWAT)
  const int unsent = 128 * 1024;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
#endif
}

size_t datagramsIn(const SendRun& run) {
  const size_t segment = run.segmentSize > 0 ? run.segmentSize : run.size;
  return (run.size + segment - 1) / segment;
}

}  // namespace

TcpCounters& TcpCounters::operator+=(const TcpCounters& other) {
  datagramsReceived += other.datagramsReceived;
  bytesReceived += other.bytesReceived;
  oversized += other.oversized;
  datagramsSent += other.datagramsSent;
  bytesSent += other.bytesSent;
  dropped += other.dropped;
  readCalls += other.readCalls;
  writeCalls += other.writeCalls;
  return *this;
}

/// Outlives the connection until libuv has let go of the handle, and with it the
/// handler that may be running.
struct TcpConnection::State {
  uv_tcp_t handle;
  uv_write_t request;
  TcpConnection* owner = nullptr;  // none once the connection is destroyed
  Address remote;
  MutableBytes room;
  OnBatch onBatch;
  OnClosed onClosed;
  TcpCounters counters;
  Deframer deframer;
  std::vector<Received> batch;
  std::vector<uint8_t> pending;  // framed, since the last flush
  std::vector<uint8_t> writing;  // with the kernel, while isWriting
  bool isWriting = false;
  bool isBroken = false;  // the owner's deadline ends it in the next turn
  bool isClosed = false;

  State(PacketPool& pool, MutableBytes readRoom) : room(readRoom), deframer(pool) {}

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&handle); }
  template <class Handle>
  static State& of(const Handle* handle) {
    return *static_cast<State*>(handle->data);
  }

  size_t queuedBytes() const { return pending.size() + writing.size(); }
  int beginReading();
  void handleRead(ssize_t size);
  void deliver(Bytes bytes);
  void handleEnd();
  void write();
  void handleWritten(int status);
  void fail();
};

int TcpConnection::State::beginReading() {
  const auto giveRoom = [](uv_handle_t* reader, size_t, uv_buf_t* buffer) {
    const MutableBytes bytes = of(reader).room;
    *buffer =
        uv_buf_init(reinterpret_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()));
  };
  const auto read = [](uv_stream_t* reader, ssize_t size, const uv_buf_t*) {
    of(reader).handleRead(size);
  };
  return uv_read_start(stream(), giveRoom, read);
}

void TcpConnection::State::handleRead(ssize_t size) {
  if (size < 0) return handleEnd();
  if (size == 0) return;
  ++counters.readCalls;
  deliver({room.data(), static_cast<size_t>(size)});
}

/// In batches, because one read may hold more datagrams than there should be buffers in use.
void TcpConnection::State::deliver(Bytes bytes) {
  while (owner && !bytes.empty()) {
    while (batch.size() < kMaxBatch) {
      PacketRef packet = deframer.next(bytes);
      if (!packet) break;
      counters.bytesReceived += packet->size();
      batch.push_back({std::move(packet), remote});
    }
    counters.datagramsReceived += batch.size();
    counters.oversized = deframer.oversized();
    if (!batch.empty()) onBatch(batch);
    batch.clear();
  }
}

void TcpConnection::State::handleEnd() {
  uv_read_stop(stream());
  if (std::exchange(isClosed, true) || !owner) return;
  onClosed();
}

void TcpConnection::State::write() {
  if (isWriting || pending.empty() || isBroken || isClosed) return;
  uv_buf_t rest =
      uv_buf_init(reinterpret_cast<char*>(pending.data()), static_cast<unsigned>(pending.size()));
  ++counters.writeCalls;
  const int written = uv_try_write(stream(), &rest, 1);
  if (written < 0 && written != UV_EAGAIN) return fail();
  const auto taken = static_cast<size_t>(std::max(written, 0));
  writing.assign(pending.begin() + static_cast<ptrdiff_t>(taken), pending.end());
  pending.clear();
  if (writing.empty()) return;

  rest =
      uv_buf_init(reinterpret_cast<char*>(writing.data()), static_cast<unsigned>(writing.size()));
  const auto done = [](uv_write_t* write, int status) { of(write->handle).handleWritten(status); };
  isWriting = uv_write(&request, stream(), &rest, 1, done) == 0;
  if (!isWriting) fail();
}

/// Not at once: who writes does not expect the connection to go away meanwhile.
void TcpConnection::State::fail() {
  isBroken = true;
  pending.clear();
  owner->deadline_.arm(Duration::zero());
}

void TcpConnection::State::handleWritten(int status) {
  isWriting = false;
  writing.clear();
  if (!owner) return;
  if (status < 0) return handleEnd();
  write();
}

std::unique_ptr<TcpConnection> TcpConnection::accept(uv_stream_t& server, const TcpLimits& limits,
                                                     PacketPool& pool, MutableBytes room) {
  auto* state = new State(pool, room);
  SFU_ASSERT(uv_tcp_init(server.loop, &state->handle) == 0);
  state->handle.data = state;
  std::unique_ptr<TcpConnection> connection(new TcpConnection(state, limits, *server.loop));
  if (uv_accept(&server, state->stream()) != 0) return nullptr;

  SocketAddress address{};
  int size = sizeof address;
  if (uv_tcp_getpeername(&state->handle, &address.any, &size) != 0) return nullptr;
  const auto remote = addressFrom(address.any);
  if (!remote) return nullptr;
  state->remote = *remote;
  tune(state->handle);
  return connection;
}

TcpConnection::TcpConnection(State* state, const TcpLimits& limits, uv_loop_t& loop)
    : state_(state), limits_(limits), deadline_(loop, [this] { handleDeadline(); }) {
  state_->owner = this;
}

TcpConnection::~TcpConnection() {
  state_->owner = nullptr;
  uv_close(reinterpret_cast<uv_handle_t*>(&state_->handle),
           [](uv_handle_t* handle) { delete &State::of(handle); });
}

const Address& TcpConnection::remote() const {
  return state_->remote;
}

int TcpConnection::descriptor() const {
  uv_os_fd_t descriptor = -1;
  uv_fileno(reinterpret_cast<const uv_handle_t*>(&state_->handle), &descriptor);
  return descriptor;
}

void TcpConnection::start(OnBatch onBatch, OnClosed onClosed) {
  state_->onBatch = std::move(onBatch);
  state_->onClosed = std::move(onClosed);
  deadline_.arm(limits_.proofDeadline);
  if (state_->beginReading() != 0) state_->fail();
}

void TcpConnection::setProven() {
  isProven_ = true;
  if (!state_->isBroken) deadline_.disarm();
}

void TcpConnection::handleDeadline() {
  state_->handleEnd();
}

void TcpConnection::queue(const SendRun& run) {
  if (run.size == 0 || state_->isBroken) return;
  const size_t segment = run.segmentSize > 0 ? run.segmentSize : run.size;
  const size_t queued = state_->queuedBytes();
  const size_t room = limits_.maxQueuedBytes > queued ? limits_.maxQueuedBytes - queued : 0;
  const size_t datagrams = datagramsIn(run);
  const size_t fit = std::min(datagrams, room / (segment + kFrameOverhead));
  const size_t bytes = std::min(run.size, fit * segment);
  appendFramed(state_->pending, {run.data, bytes}, static_cast<uint16_t>(segment));
  state_->counters.datagramsSent += fit;
  state_->counters.bytesSent += bytes;
  state_->counters.dropped += datagrams - fit;
}

void TcpConnection::flush() {
  state_->write();
}

TcpCounters TcpConnection::counters() const {
  return state_->counters;
}

}  // namespace sfu::net
