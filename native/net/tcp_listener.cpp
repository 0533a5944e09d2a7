#include "net/tcp_listener.h"

#include <unordered_map>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "net/descriptors.h"
#include "net/socket_address.h"
#include "net/udp_descriptor.h"
#include "net/unproven_connections.h"

namespace sfu::net {

namespace {

constexpr int kBacklog = 128;
constexpr size_t kReadRoom = 64 * 1024;

}  // namespace

/// Outlives the listener until libuv has let go of the handle, and with it the
/// handler that may be running.
struct TcpListener::State {
  struct Entry {
    std::unique_ptr<TcpConnection> connection;
    bool hasQueued = false;
  };

  uv_tcp_t handle;
  TcpListener* owner = nullptr;  // none once the listener is destroyed
  Address local;
  PacketPool& pool;
  const Handlers handlers;
  const TcpLimits limits;
  std::unordered_map<Address, Entry> entries;
  UnprovenConnections unproven;  // those of the entries
  std::vector<Address> queued;   // to be flushed
  std::vector<uint8_t> room;
  Counters counters;

  State(PacketPool& packets, Handlers given, const TcpLimits& most)
      : pool(packets),
        handlers(std::move(given)),
        limits(most),
        unproven(most.maxUnprovenPerSource) {}

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&handle); }
  int open(const Address& address);
  void handleConnection();
  bool makeRoom(const Address& newcomer);
  void evict(const Address& remote);
  void start(TcpConnection& connection);
  void handleGone(const Address& remote);
  void remove(const Address& remote);
};

int TcpListener::State::open(const Address& address) {
  SocketAddress socketAddress;
  fill(socketAddress, address);
  const unsigned flags = address.isIpv6() ? unsigned{UV_TCP_IPV6ONLY} : 0;
  if (const int error = uv_tcp_bind(&handle, &socketAddress.any, flags); error != 0) return error;
  const auto arrived = [](uv_stream_t* server, int status) {
    auto* state = static_cast<State*>(server->data);
    if (status == 0 && state->owner) state->handleConnection();
  };
  if (const int error = uv_listen(stream(), kBacklog, arrived); error != 0) return error;

  SocketAddress bound{};
  int size = sizeof bound;
  if (const int error = uv_tcp_getsockname(&handle, &bound.any, &size); error != 0) return error;
  local = addressFrom(bound.any).value_or(address);
  room.resize(kReadRoom);
  return 0;
}

void TcpListener::State::handleConnection() {
  auto connection = TcpConnection::accept(*stream(), limits, pool, room);
  if (!connection) return;
  if (isSpareDescriptor(connection->descriptor())) {
    ++counters.refused;
    return;
  }
  // The kernel gives an address again only after its connection has ended: ours has not heard yet.
  const Address remote = connection->remote();
  if (entries.contains(remote)) handleGone(remote);
  if (!owner) return;
  if (!makeRoom(remote)) {
    ++counters.refused;
    return;
  }
  if (!owner) return;
  ++counters.accepted;
  TcpConnection& taken = *connection;
  entries[remote].connection = std::move(connection);
  unproven.add(remote);
  start(taken);
}

/// Strangers that hold connections must not keep others out.
bool TcpListener::State::makeRoom(const Address& newcomer) {
  if (const auto surplus = unproven.surplus(newcomer)) evict(*surplus);
  if (!owner || entries.size() < limits.maxConnections) return true;
  const auto leaving = unproven.leastEntitled(newcomer);
  if (leaving) evict(*leaving);
  return leaving.has_value();
}

void TcpListener::State::evict(const Address& remote) {
  ++counters.evicted;
  handleGone(remote);
}

void TcpListener::State::start(TcpConnection& connection) {
  const Address remote = connection.remote();
  connection.start([this](std::span<Received> batch) { handlers.onBatch(local, batch); },
                   [this, remote] { handleGone(remote); });
}

void TcpListener::State::handleGone(const Address& remote) {
  if (!entries.at(remote).connection->isProven()) ++counters.unproven;
  remove(remote);
  handlers.onGone({Protocol::kTcp, local, remote});
}

void TcpListener::State::remove(const Address& remote) {
  const auto found = entries.find(remote);
  counters.traffic += found->second.connection->counters();
  if (!found->second.connection->isProven()) unproven.remove(remote);
  entries.erase(found);
}

Result<std::unique_ptr<TcpListener>> TcpListener::listen(uv_loop_t& loop, const Address& local,
                                                         PacketPool& pool, Handlers handlers,
                                                         TcpLimits limits) {
  auto* state = new State(pool, std::move(handlers), limits);
  SFU_ASSERT(uv_tcp_init(&loop, &state->handle) == 0);
  state->handle.data = state;
  std::unique_ptr<TcpListener> listener(new TcpListener(state));
  state->owner = listener.get();
  if (const int error = state->open(local); error != 0) return bindFailure(local, -error, "TCP");
  return listener;
}

TcpListener::~TcpListener() {
  state_->owner = nullptr;
  state_->entries.clear();
  uv_close(reinterpret_cast<uv_handle_t*>(&state_->handle),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
}

const Address& TcpListener::local() const {
  return state_->local;
}

bool TcpListener::setProven(const Address& remote) {
  const auto found = state_->entries.find(remote);
  if (found == state_->entries.end()) return false;
  TcpConnection& connection = *found->second.connection;
  if (connection.isProven()) return true;
  if (state_->entries.size() - state_->unproven.size() >= state_->limits.maxProven()) {
    ++state_->counters.refused;
    return false;
  }
  connection.setProven();
  state_->unproven.remove(remote);
  return true;
}

void TcpListener::close(const Address& remote) {
  const auto found = state_->entries.find(remote);
  if (found == state_->entries.end()) return;
  found->second.connection->flush();
  state_->remove(remote);
}

void TcpListener::queue(const SendRun& run) {
  const auto found = state_->entries.find(run.remote);
  if (found == state_->entries.end()) return;
  found->second.connection->queue(run);
  if (!std::exchange(found->second.hasQueued, true)) state_->queued.push_back(run.remote);
}

void TcpListener::flush() {
  for (const Address& remote : state_->queued) {
    const auto found = state_->entries.find(remote);
    if (found == state_->entries.end()) continue;
    found->second.hasQueued = false;
    found->second.connection->flush();
  }
  state_->queued.clear();
}

TcpListener::Counters TcpListener::counters() const {
  Counters counters = state_->counters;
  counters.connections = state_->entries.size();
  for (const auto& [remote, entry] : state_->entries) {
    counters.traffic += entry.connection->counters();
  }
  return counters;
}

}  // namespace sfu::net
