#include "worker/worker.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "base/assert.h"
#include "sandbox/sandbox.h"
#include "worker/notifications.h"
#include "worker/requests.h"

namespace sfu::worker {

using channel::Value;

namespace {

constexpr int kChannelDescriptor = 3;

Result<std::string> readFile(const std::string& path) {
  // A folder can be opened as well, but not read.
  std::error_code error;
  std::ifstream file;
  if (std::filesystem::is_regular_file(path, error)) file.open(path, std::ios::binary);
  if (!file.is_open()) return Failure::invalidParameters("cannot read " + path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void warnOfOpenFile(Log& log, const std::string& path) {
  std::error_code error;
  const auto allowed = std::filesystem::status(path, error).permissions();
  if (error || (allowed & std::filesystem::perms::others_read) == std::filesystem::perms::none) {
    return;
  }
  log.warn("dtls", "every user of this machine can read the private key in " + path);
}

}  // namespace

Worker::Worker(Options options) : options_(std::move(options)), hub_(options_.maxTcpPerTransport) {}

Worker::~Worker() = default;

int Worker::run() {
  auto control = Control::open(
      loop_, kChannelDescriptor, [this] { isTurnOpen_ = true; }, [this] { stop(); });
  if (!control) {
    std::fprintf(stderr, "crosspoint-worker is started by Node, with a pipe as descriptor %d\n",
                 kChannelDescriptor);
    return 1;
  }
  control_ = std::move(*control);
  log_ = std::make_unique<ControlLog>(*control_);
  log_->setLevel(options_.logLevel);
  log_->setTags(options_.logTags);

  const auto started = start();
  if (started) {
    control_->notify("worker.ready",
                     Value::object({{"id", options_.workerId}, {"pid", ::getpid()}}));
  } else {
    control_->notify("worker.failed", Value::object({{"id", options_.workerId},
                                                     {"code", started.failure().code},
                                                     {"message", started.failure().message}}));
    stop();
  }
  loop_.run();
  return started ? 0 : 1;
}

int Worker::refuse(const Failure& failure) {
  std::fprintf(stderr, "%s\n", failure.message.c_str());
  net::Loop loop;
  auto control = Control::open(
      loop, kChannelDescriptor, [] {}, [] {});
  if (!control) return 1;
  (*control)->notify(
      "worker.failed",
      Value::object({{"id", ""}, {"code", failure.code}, {"message", failure.message}}));
  (*control)->close();
  loop.run();
  return 1;
}

Status Worker::start() {
  net::ignorePipeAndHangup();
  signals_ = std::make_unique<net::Signals>(loop_.uv(), [this](int) { stop(); });
  afterPoll_ = std::make_unique<net::AfterPoll>(loop_.uv(), [this] {
    if (isTurnOpen_) finishTurn();
  });
  timer_ = std::make_unique<net::Timer>(loop_.uv(), [this] { handleTimer(); });
  if (auto status = loadCertificate(); !status) return status;
  auto context = dtls::DtlsContext::create(*certificate_);
  if (!context) return context.failure();
  dtlsContext_ = std::move(*context);
  cipher_ = srtp::Cipher::create();
  egress_ = std::make_unique<transport::EgressBatch>(*cipher_);
  if (auto status = openSockets(); !status) return status;
  addRequests();
  if (auto status = openSrtp(); !status) return status;
  if (auto status = enterSandbox(); !status) return status;
  log_->debug("info", "started, SRTP by " + std::string(cipher_->name()));
  return Unit{};
}

Status Worker::loadCertificate() {
  const bool isGiven =
      !options_.dtlsCertificateFile.empty() && !options_.dtlsPrivateKeyFile.empty();
  if (!isGiven) {
    auto made = crypto::Certificate::generate(random_, now());
    if (!made) return made.failure();
    certificate_ = std::make_unique<crypto::Certificate>(std::move(*made));
    return Unit{};
  }
  const auto certificate = readFile(options_.dtlsCertificateFile);
  if (!certificate) return certificate.failure();
  const auto key = readFile(options_.dtlsPrivateKeyFile);
  if (!key) return key.failure();
  warnOfOpenFile(*log_, options_.dtlsPrivateKeyFile);
  auto loaded = crypto::Certificate::fromPem(certificate.value(), key.value());
  if (!loaded) return loaded.failure();
  certificate_ = std::make_unique<crypto::Certificate>(std::move(*loaded));
  return Unit{};
}

Status Worker::openSockets() {
  Listeners::Handlers handlers;
  handlers.onBatch = [this](const Source& source, std::span<net::Received> batch) {
    receive(source, batch);
  };
  handlers.onGone = [this](const Route& route) { handleGone(route); };
  listeners_ = std::make_unique<Listeners>(loop_, pool_, random_, options_, std::move(handlers));
  return listeners_->open();
}

// Debian's libsrtp has its cryptography from NSS, which loads libraries with the first session and
// forgets them with the last one. The sandbox opens no file: one session is there before it, and
// stays.
Status Worker::openSrtp() {
  constexpr auto kProfile = crypto::SrtpProfile::kAeadAes128Gcm;
  const crypto::MasterKey unused{std::vector<uint8_t>(crypto::masterKeySize(kProfile)),
                                 std::vector<uint8_t>(crypto::masterSaltSize(kProfile))};
  auto made = srtp::SrtpReceiver::create({kProfile, unused, unused});
  if (!made) return made.failure();
  firstSrtp_ = std::move(*made);
  return Unit{};
}

Status Worker::enterSandbox() {
  auto missing = sandbox::enter(options_.identity);
  if (!missing) return missing.failure();
  if (missing->empty()) return Unit{};
  log_->warn("sandbox", "goes on without what this system does not offer: " + *missing);
  return Unit{};
}

void Worker::addRequests() {
  channel::RequestTable& table = control_->requests();
  addWorkerRequests(*this, table);
  addTransportRequests(*this, table);
  addReceiverRequests(*this, table);
  addSenderRequests(*this, table);
}

Status Worker::createRouter(std::string id) {
  if (routerIds_.contains(id)) {
    return Failure::invalidParameters("a router with id " + id + " already exists");
  }
  const uint32_t slot =
      routers_.add(std::make_unique<router::Router>(id, *dtlsContext_, *cipher_, random_, *log_));
  routers_.at(slot).roster().setMaxHistoryBytes(options_.maxHistoryBytes);
  routerIds_[std::move(id)] = slot;
  return Unit{};
}

Status Worker::closeRouter(const std::string& id) {
  router::Router* router = findRouter(id);
  if (!router) return Failure::invalidState("router " + id + " does not exist");
  const uint32_t slot = routerSlot(id);
  const auto transports = router->roster().transportIds();
  const router::Turn turn = router->turn(now(), *egress_);
  for (const auto& [transportId, transport] : transports) {
    const auto closed = router->roster().closeTransport(transportId, turn);
    SFU_ASSERT(closed.ok());
  }
  flush();
  for (const auto& [transportId, transport] : transports) release({slot, transport});
  routers_.remove(slot);
  routerIds_.erase(id);
  return Unit{};
}

Status Worker::closeTransport(router::Router& router, const std::string& id) {
  const auto slot = router.roster().closeTransport(id, turnOf(router));
  if (!slot) return slot.failure();
  // Its last words leave before the way is closed.
  flush();
  release({routerSlot(router.id()), slot.value()});
  return Unit{};
}

/// Closes what belonged to a transport that is no more.
void Worker::release(TransportKey key) {
  for (const Route& route : hub_.removeTransport(key)) {
    if (route.protocol == Protocol::kTcp) listeners_->close(route);
  }
  listeners_->closeFor(key);
}

router::Router* Worker::findRouter(std::string_view id) {
  const auto found = routerIds_.find(std::string(id));
  if (found == routerIds_.end()) return nullptr;
  return &routers_.at(found->second);
}

router::Turn Worker::turnOf(router::Router& router) {
  touch(routerSlot(router.id()));
  return router.turn(now(), *egress_);
}

/// All that was ready at one moment is one turn: everything that it causes leaves together.
void Worker::receive(const Source& source, std::span<net::Received> batch) {
  const Time now = clock_.now();
  for (net::Received& received : batch) {
    const Route route{source.protocol, source.local, received.remote};
    const auto key = hub_.find(route, received.packet->bytes());
    if (!key || (source.owner && source.owner != key)) {
      ++counters_.unroutedDatagrams;
      continue;
    }
    const bool isStun = received.packet->size() > 0 && received.packet->data()[0] <= 3;
    touch(key->router);
    router::Router& router = routers_.at(key->router);
    router.receive(key->transport, route, std::move(received.packet), router.turn(now, *egress_));
    if (isStun && router.transport(key->transport).ice().accepts(route)) bind(route, *key, now);
  }
  isTurnOpen_ = true;
}

void Worker::bind(const Route& route, TransportKey key, Time now) {
  // One check with a false source address would take the route from whom it belongs to.
  if (const auto owner = hub_.ownerOf(route);
      owner && owner != key && livesAt(*owner, route, now)) {
    ++counters_.routesKept;
    return;
  }
  router::Router& router = routers_.at(key.router);
  const auto give = [&](const Route& gone) {
    listeners_->close(gone);
    router.handleRouteGone(key.transport, gone, router.turn(now, *egress_));
  };
  if (route.protocol == Protocol::kTcp && !listeners_->setProven(route)) return give(route);
  const auto lost = hub_.bind(route, key, router.transport(key.transport).ice().selectedRoute());
  if (lost && lost->protocol == Protocol::kTcp) give(*lost);
}

bool Worker::livesAt(TransportKey key, const Route& route, Time now) const {
  if (!routers_.has(key.router)) return false;
  const router::Tables& tables = routers_.at(key.router).tables();
  if (!tables.transports.has(key.transport)) return false;
  const transport::WebRtcTransport& owner = *tables.transports.at(key.transport).transport;
  const auto lastSignAt = owner.ice().lastSignAt(route);
  return owner.dtlsState() == dtls::State::kConnected && lastSignAt &&
         now < *lastSignAt + kRouteKeptFor;
}

void Worker::handleGone(const Route& route) {
  const auto key = hub_.removeRoute(route);
  if (!key) return;
  touch(key->router);
  router::Router& router = routers_.at(key->router);
  router.handleRouteGone(key->transport, route, router.turn(clock_.now(), *egress_));
  isTurnOpen_ = true;
}

void Worker::touch(uint32_t router) {
  if (std::find(touchedRouters_.begin(), touchedRouters_.end(), router) == touchedRouters_.end()) {
    touchedRouters_.push_back(router);
  }
}

void Worker::finishTurn() {
  isTurnOpen_ = false;
  const Time now = clock_.now();
  for (const uint32_t slot : std::exchange(touchedRouters_, {})) {
    if (!routers_.has(slot)) continue;
    router::Router& router = routers_.at(slot);
    router.finishTurn(router.turn(now, *egress_));
    notifyEvents(router);
  }
  sendNotifications();
  flush();
  trimPool(now);
  armTimer(now);
}

/// What a burst took from the system goes back when the burst is over.
void Worker::trimPool(Time now) {
  if (now < trimAt_) return;
  trimAt_ = now + kTrimInterval;
  pool_.trim();
}

void Worker::flush() {
  for (;;) {
    const auto runs = egress_->protectNext();
    if (runs.empty()) return;
    listeners_->send(runs);
  }
}

void Worker::notifyEvents(router::Router& router) {
  while (const auto event = router.pollEvent()) {
    const bool isPacket = std::holds_alternative<router::PacketAccepted>(*event);
    if (isPacket && control_->queued() > kMaxQueuedMedia) {
      ++counters_.unreportedPackets;
      continue;
    }
    auto [name, data] = describe(*event, router.id());
    if (isPacket) {
      control_->notify(name, std::move(data));
    } else {
      outbox_.put(name, std::move(data));
    }
  }
}

void Worker::sendNotifications() {
  while (auto notification = outbox_.take(control_->queued())) {
    control_->notify(notification->first, std::move(notification->second));
  }
}

void Worker::handleTimer() {
  armedFor_ = kNever;
  const Time now = clock_.now();
  routers_.forEach([&](uint32_t slot, router::Router& router) {
    if (router.nextTimeout() > now) return;
    router.advance(router.turn(now, *egress_));
    touch(slot);
  });
  finishTurn();
}

void Worker::armTimer(Time now) {
  Time next = kNever;
  routers_.forEach(
      [&](uint32_t, const router::Router& router) { next = std::min(next, router.nextTimeout()); });
  if (pool_.hasSpare()) next = std::min(next, trimAt_);
  if (!outbox_.empty()) next = std::min(next, now + kOutboxInterval);
  if (next == kNever || next == armedFor_) return;
  armedFor_ = next;
  timer_->arm(std::max(next - now, kTimerGrain));
}

/// Lets go of everything that lives on the loop, so that it comes to its end.
void Worker::stop() {
  if (std::exchange(isStopping_, true)) return;
  // Peers learn of the end by the DTLS alert instead of waiting for consent to run out.
  std::vector<std::string> ids;
  for (const auto& [id, slot] : routerIds_) ids.push_back(id);
  for (const std::string& id : ids) {
    const auto closed = closeRouter(id);
    SFU_ASSERT(closed.ok());
  }
  timer_.reset();
  afterPoll_.reset();
  signals_.reset();
  listeners_.reset();
  control_->close();
}

}  // namespace sfu::worker
