#include "worker/listeners.h"

#include <algorithm>
#include <utility>

#include "net/interfaces.h"
#include "net/port_range.h"

namespace sfu::worker {

namespace {

constexpr auto kNothingOpen = "could not open any IP:port: ";

Failure explain(std::string_view what, Failure failure) {
  failure.message = std::string(what) + failure.message;
  return failure;
}

}  // namespace

Listeners::Listeners(net::Loop& loop, PacketPool& pool, Random& random, const Options& options,
                     Handlers handlers)
    : loop_(loop),
      pool_(pool),
      random_(random),
      options_(options),
      handlers_(std::move(handlers)) {}

Status Listeners::open() {
  if (auto status = addAddresses(options_.ipv4, false, "rtcIPv4"); !status) return status;
  if (auto status = addAddresses(options_.ipv6, true, "rtcIPv6"); !status) return status;
  for (const ListenAddress& address : addresses_) {
    const auto status = openShared(address);
    if (!status && !address.isOptional) {
      return explain(std::string(address.option) + ": ", status.failure());
    }
  }
  if (tcp_.empty()) {
    return Failure::invalidParameters(std::string(kNothingOpen) + "no address to listen on");
  }
  return Unit{};
}

Status Listeners::addAddresses(const FamilyOptions& family, bool isIpv6, const char* option) {
  if (!family.enabled) return Unit{};
  std::vector<Address> ips;
  for (const std::string& text : family.listenIps) {
    if (const auto ip = Address::parse(text, 0)) ips.push_back(*ip);
  }
  if (family.listenIps.empty()) {
    // A machine without this family is no fault where the family was not asked for.
    const auto ip = net::defaultAddress(isIpv6);
    if (!ip) return Unit{};
    ips.push_back(*ip);
  }
  for (size_t i = 0; i < ips.size(); ++i) {
    const std::string announced =
        i < family.announcedIps.size() ? family.announcedIps[i] : std::string();
    addresses_.push_back({ips[i], announced, option, isIpv6 && family.listenIps.empty(), i});
  }
  return Unit{};
}

/// One UDP and one TCP port, under the same number if that is free.
Status Listeners::openShared(const ListenAddress& address) {
  std::unique_ptr<Outlet> outlet;
  if (!options_.portPerTransport) {
    auto opened = openUdp(address, std::nullopt);
    if (!opened) return opened.failure();
    outlet = std::move(*opened);
  }
  auto listener = openTcp(address, outlet ? outlet->socket->local().port() : uint16_t{0});
  if (!listener) return listener.failure();
  tcp_.push_back({std::move(*listener), &address});
  if (!outlet) return Unit{};
  outlets_[outlet->socket->local()] = outlet.get();
  shared_.push_back(std::move(outlet));
  return Unit{};
}

Result<std::unique_ptr<Listeners::Outlet>> Listeners::openUdp(const ListenAddress& address,
                                                              std::optional<TransportKey> owner) {
  auto socket =
      net::bindWithin(loop_.uv(), address.ip, {options_.rtcMinPort, options_.rtcMaxPort}, random_,
                      pool_, [this, owner](net::UdpSocket& from, std::span<net::Received> batch) {
                        handlers_.onBatch({Protocol::kUdp, from.local(), owner}, batch);
                      });
  if (!socket) return socket.failure();
  return std::unique_ptr<Outlet>(new Outlet{std::move(*socket), &address, {}});
}

Result<std::unique_ptr<net::TcpListener>> Listeners::openTcp(const ListenAddress& address,
                                                             uint16_t preferredPort) {
  net::TcpListener::Handlers handlers;
  handlers.onBatch = [this](const Address& local, std::span<net::Received> batch) {
    handlers_.onBatch({Protocol::kTcp, local, std::nullopt}, batch);
  };
  handlers.onGone = [this](const Route& route) { handlers_.onGone(route); };
  return net::listenWithin(loop_.uv(), address.ip, {options_.rtcMinPort, options_.rtcMaxPort},
                           preferredPort, random_, pool_, std::move(handlers), options_.tcp);
}

Status Listeners::openFor(TransportKey key, Access access) {
  if (!options_.portPerTransport || !access.udp) return Unit{};
  Outlets opened;
  for (const Inlet& inlet : tcp_) {
    auto outlet = openUdp(*inlet.address, key);
    if (!outlet) return explain(kNothingOpen, outlet.failure());
    opened.push_back(std::move(*outlet));
  }
  for (const auto& outlet : opened) outlets_[outlet->socket->local()] = outlet.get();
  own_[key] = std::move(opened);
  return Unit{};
}

void Listeners::closeFor(TransportKey key) {
  const auto found = own_.find(key);
  if (found == own_.end()) return;
  for (const auto& outlet : found->second) outlets_.erase(outlet->socket->local());
  own_.erase(found);
}

std::vector<Candidate> Listeners::candidates(TransportKey key, Access access,
                                             const ice::CandidatePreferences& preferences) const {
  std::vector<Candidate> result;
  const auto addUdp = [&](const Outlets& outlets) {
    for (const auto& outlet : outlets) {
      result.push_back(
          candidate(outlet->socket->local(), Protocol::kUdp, *outlet->address, preferences));
    }
  };
  if (access.udp) {
    const auto own = own_.find(key);
    addUdp(own == own_.end() ? shared_ : own->second);
  }
  if (!access.tcp) return result;
  for (const Inlet& inlet : tcp_) {
    result.push_back(
        candidate(inlet.listener->local(), Protocol::kTcp, *inlet.address, preferences));
  }
  return result;
}

Candidate Listeners::candidate(const Address& bound, Protocol protocol,
                               const ListenAddress& address,
                               const ice::CandidatePreferences& preferences) const {
  auto host = ice::HostCandidate::from(bound, protocol, preferences, address.announced);
  // The addresses of a family stand in the order of preference, which is the second byte.
  host.priority -= static_cast<uint32_t>(address.position) << 8;
  std::string foundation(host.foundation());
  if (address.position > 0) foundation += std::to_string(address.position + 1);
  return {std::move(host), std::move(foundation)};
}

void Listeners::send(std::span<const transport::EgressRun> runs) {
  Outlet* outlet = nullptr;
  for (const transport::EgressRun& run : runs) {
    const net::SendRun out{run.route.remote, run.data, run.size, run.segmentSize};
    if (run.route.protocol == Protocol::kTcp) {
      if (net::TcpListener* listener = tcpAt(run.route.local)) listener->queue(out);
      continue;
    }
    // Runs of one destination stand together, and mostly all leave by the same port.
    if (!outlet || outlet->socket->local() != run.route.local) {
      const auto found = outlets_.find(run.route.local);
      outlet = found == outlets_.end() ? nullptr : found->second;
      if (!outlet) continue;
    }
    if (outlet->runs.empty()) filled_.push_back(outlet);
    outlet->runs.push_back(out);
  }
  for (Outlet* filled : filled_) {
    filled->socket->send(filled->runs);
    filled->runs.clear();
  }
  filled_.clear();
  for (const Inlet& inlet : tcp_) inlet.listener->flush();
}

net::TcpListener* Listeners::tcpAt(const Address& local) const {
  const auto found =
      std::ranges::find(tcp_, local, [](const Inlet& inlet) { return inlet.listener->local(); });
  return found == tcp_.end() ? nullptr : found->listener.get();
}

bool Listeners::setProven(const Route& route) {
  net::TcpListener* listener = tcpAt(route.local);
  return listener && listener->setProven(route.remote);
}

void Listeners::close(const Route& route) {
  if (net::TcpListener* listener = tcpAt(route.local)) listener->close(route.remote);
}

void Listeners::forEachUdp(const UdpVisitor& visit) const {
  for (const auto& outlet : shared_) visit(*outlet->socket);
  for (const auto& [key, outlets] : own_) {
    for (const auto& outlet : outlets) visit(*outlet->socket);
  }
}

void Listeners::forEachTcp(const TcpVisitor& visit) const {
  for (const Inlet& inlet : tcp_) visit(*inlet.listener);
}

}  // namespace sfu::worker
