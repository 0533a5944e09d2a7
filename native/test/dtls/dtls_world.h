// Two DTLS sessions, a link between them and a clock that only tests move.
#pragma once
#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "crypto/certificate.h"
#include "dtls/dtls_session.h"
#include "test/crypto/pem_fixtures.h"
#include "test/kit/check.h"

namespace sfu::test {

constexpr Time kStart = Time(std::chrono::hours(24 * 365 * 55));

inline crypto::Certificate makeCertificate(uint64_t seed) {
  SeededRandom random(seed);
  auto certificate = crypto::Certificate::generate(random, kStart);
  REQUIRE(certificate.ok());
  return std::move(*certificate);
}

inline crypto::Certificate makeRsaCertificate() {
  auto certificate = crypto::Certificate::fromPem(kRsaCertificate, kRsaKey);
  REQUIRE(certificate.ok());
  return std::move(*certificate);
}

/// One end: a certificate, its context, its session and what came out of it.
struct DtlsPeer {
  explicit DtlsPeer(crypto::Certificate own, std::span<const crypto::SrtpProfile> profiles = {})
      : certificate(std::move(own)) {
    auto created = profiles.empty() ? dtls::DtlsContext::create(certificate)
                                    : dtls::DtlsContext::create(certificate, profiles);
    REQUIRE(created.ok());
    context = std::move(*created);
    session = std::make_unique<dtls::DtlsSession>(*context);
  }
  explicit DtlsPeer(uint64_t seed) : DtlsPeer(makeCertificate(seed)) {}

  std::string fingerprint() const {
    return certificate.fingerprint(crypto::FingerprintAlgorithm::kSha256);
  }
  void expect(const DtlsPeer& other) {
    session->setRemoteFingerprints({{"sha-256", other.fingerprint()}});
  }
  dtls::State state() const { return session->state(); }

  void drainEvents() {
    while (auto event = session->pollEvent()) {
      if (auto* now = std::get_if<dtls::Connected>(&*event)) connected = *now;
      if (auto* now = std::get_if<dtls::Failed>(&*event)) failed = *now;
      if (std::holds_alternative<dtls::Closed>(*event)) closed = true;
      ++events;
    }
  }

  crypto::Certificate certificate;
  std::unique_ptr<dtls::DtlsContext> context;
  std::unique_ptr<dtls::DtlsSession> session;
  std::optional<dtls::Connected> connected;
  std::optional<dtls::Failed> failed;
  bool closed = false;
  int events = 0;
};

/// Carries datagrams between a client and a server with a fixed delay. Every
/// datagram is checked against the largest size that we allow ourselves.
class DtlsWorld {
 public:
  static constexpr Duration kDelay = std::chrono::milliseconds(10);
  using Packet = std::vector<uint8_t>;
  /// Called with a running number; true loses the datagram.
  using Loss = std::function<bool(int number)>;

  DtlsWorld(DtlsPeer& client, DtlsPeer& server) : client_(client), server_(server) {}

  Loss loses = [](int) { return false; };
  /// What becomes of a datagram on its way, such as being cut in two.
  std::function<std::vector<Packet>(Packet)> transforms = [](Packet datagram) {
    return std::vector<Packet>{std::move(datagram)};
  };
  Time now = kStart;
  int sent = 0;

  void start() {
    server_.session->start(dtls::Role::kServer, now);
    client_.session->start(dtls::Role::kClient, now);
    collect();
  }
  void connect() {
    client_.expect(server_);
    server_.expect(client_);
    start();
    pass(std::chrono::seconds(40));
  }

  /// Moves time on, delivering and waking on the way.
  void pass(Duration duration) {
    const Time end = now + duration;
    for (;;) {
      collect();
      Time next = std::min(client_.session->nextTimeout(), server_.session->nextTimeout());
      if (!travelling_.empty()) next = std::min(next, travelling_.front().at);
      if (next > end) break;
      now = std::max(now, next);
      deliver();
      client_.session->handleTimeout(now);
      server_.session->handleTimeout(now);
    }
    now = end;
  }

  void collect() {
    collectFrom(client_, server_);
    collectFrom(server_, client_);
  }

 private:
  struct Travelling {
    Time at;
    DtlsPeer* to;
    Packet bytes;
  };

  void collectFrom(DtlsPeer& from, DtlsPeer& to) {
    from.drainEvents();
    while (auto datagram = from.session->pollTransmit()) {
      CHECK(datagram->size() <= dtls::kMaxDatagramSize);
      if (loses(sent++)) continue;
      for (Packet& piece : transforms(std::move(*datagram))) {
        travelling_.push_back({now + kDelay, &to, std::move(piece)});
      }
    }
  }
  void deliver() {
    while (!travelling_.empty() && travelling_.front().at <= now) {
      const Travelling arrived = std::move(travelling_.front());
      travelling_.pop_front();
      arrived.to->session->handleDatagram(arrived.bytes, now);
      collect();
    }
  }

  DtlsPeer& client_;
  DtlsPeer& server_;
  std::deque<Travelling> travelling_;
};

}  // namespace sfu::test
