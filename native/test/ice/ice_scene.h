// An ICE agent in a simulated world, and browsers that check it.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ice/ice_agent.h"
#include "stun/message.h"
#include "test/kit/world.h"

namespace sfu::test {

/// Of the agent, in every test that needs no others.
inline const ice::Credentials kIceCredentials{"ufrag", "a-password-of-22-chars"};

/// What a binding request says. The default is a check as it should be, without nomination.
struct IceCheck {
  enum class Role { kControlling, kControlled, kNone };

  ice::Credentials credentials = kIceCredentials;
  bool useCandidate = false;
  bool username = true;
  bool priority = true;
  Role role = Role::kControlling;
  bool integrity = true;
  bool fingerprint = true;
  std::vector<uint16_t> extraAttributes = {};
  std::vector<uint16_t> emptyAttributes = {};  // before the others, with nothing in them
  uint16_t nominationType = 0x0030;
  std::optional<uint32_t> nomination = {};

  std::vector<uint8_t> bytes(const stun::TransactionId& id = {}) const;
};

/// A route to the server that differs from all others in `number`.
Route iceRoute(int number, Protocol protocol = Protocol::kUdp);

/// Puts an agent into a world under the name "server". Feeds it with what
/// arrives, sends what it answers, and keeps its events.
class AgentHost {
 public:
  AgentHost(World& world, ice::IceAgent& agent);

  /// The events since the last call.
  std::vector<ice::Event> takeEvents() { return std::exchange(events_, {}); }

 private:
  friend class IceBrowser;
  void drain();

  World& world_;
  ice::IceAgent& agent_;
  std::map<std::string, Route, std::less<>> routes_;  // by the name of the browser
  std::vector<ice::Event> events_;
};

/// The controlling side: checks when told to, or by itself every `interval`.
class IceBrowser {
 public:
  /// Joins the world under `name`, linked to the host both ways.
  IceBrowser(World& world, AgentHost& host, std::string name, const Route& route,
             LinkProfile link = {});
  IceBrowser(const IceBrowser&) = delete;
  IceBrowser& operator=(const IceBrowser&) = delete;
  ~IceBrowser() { world_.remove(name_); }

  void check(const IceCheck& check = {});
  void nominate();
  /// From now on checks like this, at once and after each `interval`.
  void checkEvery(Duration interval, IceCheck check = {});
  void stop() { nextCheckAt_ = kNever; }

  int successes() const { return successes_; }
  int errors() const { return errors_; }

 private:
  void handleResponse(Bytes datagram);

  World& world_;
  std::string name_;
  IceCheck habit_;
  Duration interval_{};
  Time nextCheckAt_ = kNever;
  int successes_ = 0;
  int errors_ = 0;
};

/// A world with one agent in it and a browser that has two ways to reach it.
struct IceScene {
  World world{/*seed=*/7};
  ice::IceAgent agent{kIceCredentials, world.random()};
  AgentHost host{world, agent};
  IceBrowser wifi{world, host, "wifi", iceRoute(1)};
  IceBrowser mobile{world, host, "mobile", iceRoute(2)};

  void settle() { world.pass(Duration(0)); }
};

}  // namespace sfu::test
