#include "test/ice/ice_scene.h"

#include <array>

namespace sfu::test {

std::vector<uint8_t> IceCheck::bytes(const stun::TransactionId& id) const {
  stun::MessageBuilder builder(stun::Class::kRequest, id);
  for (const uint16_t type : emptyAttributes) builder.attribute(type, {});
  if (username) builder.username(credentials.ufrag + ":browser");
  if (priority) builder.priority(1'853'824'767);
  if (role == Role::kControlling) builder.iceControlling(7);
  if (role == Role::kControlled) builder.iceControlled(7);
  if (nomination) {
    std::array<uint8_t, 4> number;
    ByteWriter(number).u32(*nomination);
    builder.attribute(nominationType, number);
  }
  if (useCandidate) builder.useCandidate();
  for (const uint16_t type : extraAttributes) builder.attribute(type, {});
  if (integrity) builder.integrity(credentials.password);
  if (fingerprint) builder.fingerprint();
  return {builder.bytes().begin(), builder.bytes().end()};
}

Route iceRoute(int number, Protocol protocol) {
  return {.protocol = protocol,
          .local = Address::ipv4({192, 0, 2, 1}, 3478),
          .remote = Address::ipv4({198, 51, 100, 1}, static_cast<uint16_t>(50'000 + number))};
}

AgentHost::AgentHost(World& world, ice::IceAgent& agent) : world_(world), agent_(agent) {
  world.add("server", {.receive =
                           [this](std::string_view from, Bytes datagram, Time now) {
                             agent_.handleMessage(routes_.find(from)->second, datagram, now);
                             drain();
                           },
                       .nextTimeout = [this] { return agent_.nextTimeout(); },
                       .handleTimeout =
                           [this](Time now) {
                             agent_.handleTimeout(now);
                             drain();
                           }});
}

void AgentHost::drain() {
  while (auto datagram = agent_.pollTransmit()) {
    for (const auto& [name, route] : routes_) {
      if (route == datagram->route) world_.send("server", name, datagram->bytes);
    }
  }
  while (auto event = agent_.pollEvent()) events_.push_back(*event);
}

IceBrowser::IceBrowser(World& world, AgentHost& host, std::string name, const Route& route,
                       LinkProfile link)
    : world_(world), name_(std::move(name)) {
  host.routes_[name_] = route;
  world.linkBoth("server", name_, link);
  world.add(name_, {.receive = [this](std::string_view, Bytes datagram,
                                      Time) { handleResponse(datagram); },
                    .nextTimeout = [this] { return nextCheckAt_; },
                    .handleTimeout =
                        [this](Time now) {
                          check(habit_);
                          nextCheckAt_ = now + interval_;
                        }});
}

void IceBrowser::check(const IceCheck& check) {
  stun::TransactionId id;
  world_.random().fill(id);
  world_.send(name_, "server", check.bytes(id));
}

void IceBrowser::nominate() {
  check({.useCandidate = true});
}

void IceBrowser::checkEvery(Duration interval, IceCheck check) {
  habit_ = std::move(check);
  interval_ = interval;
  nextCheckAt_ = world_.now();
}

void IceBrowser::handleResponse(Bytes datagram) {
  const auto view = stun::MessageView::parse(datagram);
  if (!view) return;
  successes_ += view->messageClass() == stun::Class::kSuccess;
  errors_ += view->messageClass() == stun::Class::kError;
}

}  // namespace sfu::test
