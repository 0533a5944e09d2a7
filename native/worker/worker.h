// The worker process: owns loop, sockets and rooms; one timer drives all.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/packet_buffer.h"
#include "base/time.h"
#include "channel/value.h"
#include "crypto/certificate.h"
#include "crypto/system_random.h"
#include "dtls/dtls_context.h"
#include "net/after_poll.h"
#include "net/clock.h"
#include "net/loop.h"
#include "net/signals.h"
#include "net/timer.h"
#include "router/router.h"
#include "router/slot_table.h"
#include "router/turn.h"
#include "srtp/srtp_receiver.h"
#include "srtp/srtp_sender.h"
#include "transport/egress_batch.h"
#include "worker/control.h"
#include "worker/listeners.h"
#include "worker/notification_outbox.h"
#include "worker/options.h"
#include "worker/socket_hub.h"

namespace sfu::worker {

/// One thread with one UDP and one TCP port per address for all its transports.
///
/// Lives from run() until Node closes the pipe or asks it to end by signal.
class Worker {
 public:
  struct Counters {
    uint64_t unroutedDatagrams = 0;
    uint64_t unreportedPackets = 0;
    uint64_t routesKept = 0;  // from a transport that would have taken them
  };

  explicit Worker(Options options);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Serves until the end; the process's exit code.
  int run();
  /// Tells Node why there will be no worker; the process's exit code.
  static int refuse(const Failure& failure);

  // What the request handlers work on.
  const Options& options() const { return options_; }
  Time now() const { return clock_.now(); }
  Random& random() { return random_; }
  ControlLog& log() { return *log_; }
  SocketHub& hub() { return hub_; }
  const crypto::Certificate& certificate() const { return *certificate_; }
  Listeners& listeners() { return *listeners_; }

  Status createRouter(std::string id);
  Status closeRouter(const std::string& id);
  /// With its ports and its TCP connections.
  Status closeTransport(router::Router& router, const std::string& id);
  /// Nullptr if there is none of that id.
  router::Router* findRouter(std::string_view id);
  uint32_t routerSlot(const std::string& id) const { return routerIds_.at(id); }
  /// The turn that runs now, for a request to that room; the room is finished at its end.
  router::Turn turnOf(router::Router& router);

  // What dump() shows besides.
  const router::SlotTable<router::Router>& routers() const { return routers_; }
  const Counters& counters() const { return counters_; }
  const NotificationOutbox& outbox() const { return outbox_; }
  size_t packetsInUse() const { return pool_.inUse(); }
  size_t packetBytesHeld() const { return pool_.bytes(); }
  std::string_view cipherName() const { return cipher_->name(); }

 private:
  // Deadlines closer together than this share one wake-up.
  static constexpr Duration kTimerGrain = std::chrono::milliseconds(2);

  // Memory that was idle for this long goes back to the system.
  static constexpr Duration kTrimInterval = std::chrono::milliseconds(500);
  // A route stays with the transport whose endpoint has shown life there within this time: two
  // of a browser's consent checks. A page that is reloaded says goodbye before it comes again.
  static constexpr Duration kRouteKeptFor = std::chrono::seconds(5);

  // How often we look whether Node goes on reading.
  static constexpr Duration kOutboxInterval = std::chrono::milliseconds(50);

  // Packets for Node are left out while it does not keep up.
  static constexpr size_t kMaxQueuedMedia = 1 << 20;

  Status start();
  Status loadCertificate();
  Status openSockets();
  Status openSrtp();
  Status enterSandbox();
  void addRequests();
  void receive(const Source& source, std::span<net::Received> batch);
  void bind(const Route& route, TransportKey key, Time now);
  bool livesAt(TransportKey key, const Route& route, Time now) const;
  void handleGone(const Route& route);
  void release(TransportKey key);
  void touch(uint32_t router);
  void finishTurn();
  void trimPool(Time now);
  void flush();
  void notifyEvents(router::Router& router);
  void sendNotifications();
  void handleTimer();
  void armTimer(Time now);
  void stop();

  const Options options_;
  net::Loop loop_;
  net::Clock clock_;
  crypto::SystemRandom random_;
  PacketPool pool_;
  Time trimAt_{};
  std::unique_ptr<Control> control_;
  std::unique_ptr<ControlLog> log_;
  std::unique_ptr<net::Signals> signals_;
  std::unique_ptr<net::Timer> timer_;
  std::unique_ptr<net::AfterPoll> afterPoll_;
  std::unique_ptr<crypto::Certificate> certificate_;
  std::unique_ptr<dtls::DtlsContext> dtlsContext_;
  std::unique_ptr<srtp::Cipher> cipher_;
  // The libraries behind libsrtp are there while it is; see openSrtp().
  std::unique_ptr<srtp::SrtpReceiver> firstSrtp_;
  std::unique_ptr<transport::EgressBatch> egress_;
  std::unique_ptr<Listeners> listeners_;
  SocketHub hub_;
  router::SlotTable<router::Router> routers_;
  std::unordered_map<std::string, uint32_t> routerIds_;
  std::vector<uint32_t> touchedRouters_;
  NotificationOutbox outbox_;
  Counters counters_;
  Time armedFor_ = kNever;
  bool isTurnOpen_ = false;
  bool isStopping_ = false;
};

}  // namespace sfu::worker
