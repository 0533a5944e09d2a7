// transport.*
#include <utility>

#include "base/assert.h"
#include "crypto/certificate.h"
#include "crypto/fingerprint.h"
#include "dtls/dtls_context.h"
#include "worker/dump.h"
#include "worker/request_scope.h"
#include "worker/requests.h"
#include "worker/stats.h"

namespace sfu::worker {

using channel::Value;

namespace {

// RFC 8839, section 5.4, asks for 4 and 22 characters at least.
constexpr size_t kUfragSize = 16;
constexpr size_t kPasswordSize = 32;

ice::Credentials makeCredentials(Random& random) {
  return {random.text(kUfragSize), random.text(kPasswordSize)};
}

Value describe(const ice::Credentials& credentials) {
  return Value::object(
      {{"usernameFragment", credentials.ufrag}, {"password", credentials.password}});
}

Value describe(const Candidate& candidate) {
  const ice::HostCandidate& host = candidate.host;
  const bool isTcp = host.protocol == Protocol::kTcp;
  Value result = Value::object({{"foundation", candidate.foundation},
                                {"priority", host.priority},
                                {"family", host.isIpv6 ? "ipv6" : "ipv4"},
                                {"ip", host.ip},
                                {"port", host.port},
                                {"type", "host"},
                                {"protocol", isTcp ? "tcp" : "udp"}});
  // A lite agent waits to be connected to. RFC 6544, section 4.5.
  if (isTcp) result.set("tcpType", "passive");
  return result;
}

Value fingerprints(const crypto::Certificate& certificate) {
  Value result = Value::object();
  for (const auto algorithm : crypto::kFingerprintAlgorithms) {
    result.set(crypto::nameOf(algorithm), certificate.fingerprint(algorithm));
  }
  return result;
}

/// The certificate that comes with the request, and the DTLS settings that it needs.
struct Identity {
  crypto::Certificate certificate;
  std::unique_ptr<dtls::DtlsContext> context;
};

/// Nothing where the transport is to have the worker's.
Result<std::optional<Identity>> identityOf(const Value& given) {
  if (given["certificate"].text().empty()) return std::optional<Identity>();
  auto certificate =
      crypto::Certificate::fromPem(given["certificate"].text(), given["privateKey"].text());
  if (!certificate) return certificate.failure();
  auto context = dtls::DtlsContext::create(*certificate);
  if (!context) return context.failure();
  return std::optional<Identity>({std::move(*certificate), std::move(*context)});
}

ice::CandidatePreferences preferencesOf(const Value& options) {
  return {.ipv4 = options["preferIPv4"].boolean(),
          .ipv6 = options["preferIPv6"].boolean(),
          .udp = options["preferUdp"].boolean(),
          .tcp = options["preferTcp"].boolean()};
}

/// Those of an algorithm that we know; at least one.
Result<std::vector<dtls::Fingerprint>> fingerprintsOf(const Value& list) {
  std::vector<dtls::Fingerprint> known;
  std::string unknown;
  for (const Value& item : list.items()) {
    std::string algorithm(item["algorithm"].text());
    auto value = textOf(item, "value");
    if (!value) return value.failure();
    if (crypto::parseFingerprintAlgorithm(algorithm)) {
      known.push_back({std::move(algorithm), std::move(*value)});
    } else {
      unknown = std::move(algorithm);
    }
  }
  if (!known.empty()) return known;
  return Failure::invalidParameters("unsupported fingerprint algorithm '" + unknown + "'");
}

std::optional<ice::Credentials> credentialsOf(const Value& parameters) {
  ice::Credentials credentials{std::string(parameters["usernameFragment"].text()),
                               std::string(parameters["password"].text())};
  if (credentials.ufrag.empty() || credentials.password.empty()) return std::nullopt;
  return credentials;
}

Result<Value> create(const RoomScope& room, const Value& params) {
  auto id = textOf(params, "transportId");
  if (!id) return id.failure();
  const Value& options = params["options"];
  const Access access{.udp = options["udp"].boolean(true), .tcp = options["tcp"].boolean(true)};
  if (!access.udp && !access.tcp) return Failure::invalidParameters("could not open any IP:port");

  auto identity = identityOf(params["certificate"]);
  if (!identity) return identity.failure();
  std::unique_ptr<dtls::DtlsContext> ownContext;
  if (*identity) ownContext = std::move((*identity)->context);

  const ice::Credentials credentials = makeCredentials(room.worker.random());
  const auto slot = room.roster.createTransport(*id, credentials, std::move(ownContext),
                                                room.worker.options().iceTimeouts);
  if (!slot) return slot.failure();
  const TransportKey key{room.worker.routerSlot(room.router.id()), slot.value()};
  if (const auto opened = room.worker.listeners().openFor(key, access); !opened) {
    const auto closed = room.worker.closeTransport(room.router, *id);
    SFU_ASSERT(closed.ok());
    return opened.failure();
  }
  room.worker.hub().addUfrag(credentials.ufrag, key, access);

  Value list = Value::array();
  for (const Candidate& candidate :
       room.worker.listeners().candidates(key, access, preferencesOf(options))) {
    list.push(describe(candidate));
  }
  return Value::object({{"iceParameters", describe(credentials)},
                        {"iceCandidates", std::move(list)},
                        {"fingerprints", fingerprints(*identity ? (*identity)->certificate
                                                                : room.worker.certificate())}});
}

Result<Value> connect(const RoomScope& room, const Value& params) {
  const std::string_view role = params["role"].text();
  if (role != "client" && role != "server") return Failure::invalidParameters("invalid role");
  auto fingerprints = fingerprintsOf(params["fingerprints"]);
  if (!fingerprints) return fingerprints.failure();
  transport::RemoteParameters remote{
      .role = role == "client" ? dtls::Role::kClient : dtls::Role::kServer,
      .fingerprints = std::move(*fingerprints)};
  return done(room.roster.connectTransport(std::string(params["transportId"].text()),
                                           std::move(remote), room.turn));
}

Result<Value> setRemoteIce(const RoomScope& room, const Value& params) {
  auto credentials = credentialsOf(params["iceParameters"]);
  if (!credentials) return Failure::invalidParameters("missing iceParameters");
  return done(room.roster.setRemoteCredentials(std::string(params["transportId"].text()),
                                               std::move(*credentials)));
}

Result<Value> restartIce(const RoomScope& room, const Value& params) {
  const ice::Credentials credentials = makeCredentials(room.worker.random());
  const auto slot =
      room.roster.restartIce(std::string(params["transportId"].text()), credentials, room.turn);
  if (!slot) return slot.failure();
  // Checks with the ufrag in use renew consent until the restart is done. Of ufrags that were
  // never used, an endpoint that restarts for ever would leave any number.
  const auto& inUse = room.router.transport(slot.value()).ice().previous();
  room.worker.hub().replaceUfrag({room.worker.routerSlot(room.router.id()), slot.value()},
                                 credentials.ufrag, inUse ? inUse->ufrag : std::string_view());
  return Value::object({{"iceParameters", describe(credentials)}});
}

Result<Value> setMaxBitrate(const RoomScope& room, const Value& params) {
  const auto bitrate = params["bitrateBps"].as<int64_t>();
  if (!bitrate || *bitrate < 0) return Failure::invalidParameters("invalid bitrateBps");
  return done(room.roster.setMaxBitrate(std::string(params["transportId"].text()),
                                        Bitrate::bps(*bitrate), room.turn));
}

Result<Value> close(const RoomScope& room, const Value& params) {
  return done(room.worker.closeTransport(room.router, std::string(params["transportId"].text())));
}

Result<Value> dump(const RoomScope& room, const Value& params) {
  const std::string id(params["transportId"].text());
  const auto slot = room.roster.transportSlot(id);
  if (!slot) return Failure::invalidState("transport " + id + " does not exist");
  return dumpTransport(room.router.tables(), *slot);
}

Result<Value> stats(const RoomScope& room, const Value& params) {
  const std::string id(params["transportId"].text());
  const auto slot = room.roster.transportSlot(id);
  if (!slot) return Failure::invalidState("transport " + id + " does not exist");
  return statsOf(room.router.tables(), *slot, params["certificate"].boolean(), room.turn.now);
}

}  // namespace

void addTransportRequests(Worker& worker, channel::RequestTable& table) {
  addMethods(worker, table,
             {{"transport.create", inRoom<create>},
              {"transport.connect", inRoom<connect>},
              {"transport.setRemoteIce", inRoom<setRemoteIce>},
              {"transport.restartIce", inRoom<restartIce>},
              {"transport.setMaxBitrate", inRoom<setMaxBitrate>},
              {"transport.close", inRoom<close>},
              {"transport.dump", inRoom<dump>},
              {"transport.stats", inRoom<stats>}});
}

}  // namespace sfu::worker
