// What the agent answers to a check, and to what is none.
#include <optional>

#include "crypto/crc32.h"
#include "ice/ice_agent.h"
#include "test/ice/ice_scene.h"
#include "test/kit/check.h"

using namespace sfu;
using ice::IceAgent;
using stun::MessageView;
using test::IceCheck;
using test::iceRoute;
using test::kIceCredentials;

namespace {

constexpr stun::TransactionId kId = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
constexpr Time kNow{std::chrono::seconds(1)};

/// Gives `message` to the agent; its answer, if there is one.
std::optional<Datagram> answerTo(IceAgent& agent, Bytes message) {
  agent.handleMessage(iceRoute(1), message, kNow);
  return agent.pollTransmit();
}

TEST_CASE("IceAgent answers a check with the address it came from") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);

  const auto answer = answerTo(agent, IceCheck().bytes(kId));

  REQUIRE(answer);
  CHECK(answer->route == iceRoute(1));
  const auto view = MessageView::parse(answer->bytes);
  REQUIRE(view);
  CHECK(view->messageClass() == stun::Class::kSuccess);
  CHECK(view->transactionId() == kId);
  CHECK(view->xorMappedAddress() == iceRoute(1).remote);
  CHECK(view->integrityOk(kIceCredentials.password));
  CHECK(view->fingerprintOk());
  CHECK(agent.counters().requests == 1);
}

TEST_CASE("IceAgent answers each check once") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);
  answerTo(agent, IceCheck().bytes());

  CHECK_FALSE(agent.pollTransmit());
}

TEST_CASE("IceAgent refuses a check that lacks something or is not for it") {
  const struct {
    IceCheck check;
    int code;
  } cases[] = {
      {{.username = false}, 400},
      {{.integrity = false}, 400},
      {{.credentials = {"other", kIceCredentials.password}}, 401},
      {{.credentials = {"ufra", kIceCredentials.password}}, 401},
      {{.credentials = {"", kIceCredentials.password}}, 401},
      {{.credentials = {"ufrag", "another-password"}}, 401},
      {{.extraAttributes = {0x7abc}}, 420},
  };

  for (const auto& known : cases) {
    SeededRandom random(1);
    IceAgent agent(kIceCredentials, random);

    const auto answer = answerTo(agent, known.check.bytes(kId));

    REQUIRE(answer);
    const auto view = MessageView::parse(answer->bytes);
    REQUIRE(view);
    CHECK(view->messageClass() == stun::Class::kError);
    CHECK(view->transactionId() == kId);
    CHECK(view->errorCode() == known.code);
    CHECK(answer->bytes.size() <= known.check.bytes().size());
    CHECK(agent.counters().rejected == 1);
    CHECK_FALSE(agent.accepts(iceRoute(1)));
    CHECK_FALSE(agent.pollEvent());
    CHECK(agent.nextTimeout() == kNever);
  }
}

TEST_CASE("IceAgent proves an error only to who has proven itself") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);

  const auto forUnknown = answerTo(agent, IceCheck{.credentials = {"ufrag", "wrong"}}.bytes());
  const auto forPeer = answerTo(agent, IceCheck{.extraAttributes = {0x7abc}}.bytes());

  CHECK_FALSE(MessageView::parse(forUnknown->bytes)->hasIntegrity());
  CHECK(MessageView::parse(forPeer->bytes)->integrityOk(kIceCredentials.password));
}

TEST_CASE("IceAgent refuses a username without a colon") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);
  stun::MessageBuilder request(stun::Class::kRequest, kId);
  request.username("ufrag");
  request.priority(1);
  request.integrity(kIceCredentials.password);

  const auto answer = answerTo(agent, request.bytes());

  CHECK(MessageView::parse(answer->bytes)->errorCode() == 401);
}

TEST_CASE("IceAgent takes a check without FINGERPRINT") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);

  const auto answer = answerTo(agent, IceCheck{.fingerprint = false}.bytes());

  CHECK(MessageView::parse(answer->bytes)->messageClass() == stun::Class::kSuccess);
}

TEST_CASE("IceAgent takes a check from a peer that believes to be controlled") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);

  const auto answer = answerTo(agent, IceCheck{.role = IceCheck::Role::kControlled}.bytes());

  CHECK(MessageView::parse(answer->bytes)->messageClass() == stun::Class::kSuccess);
  CHECK(agent.accepts(iceRoute(1)));
}

TEST_CASE("IceAgent answers every check that is authentic") {
  const IceCheck cases[] = {
      {.priority = false},
      {.role = IceCheck::Role::kNone},
      {.priority = false, .role = IceCheck::Role::kNone},
      {.useCandidate = true, .fingerprint = false},
      {.extraAttributes = {0x8abc, 0xc057, 0xfffe}},
      // Nothing of ICE is needed, so nothing of it can be wrong.
      {.priority = false, .emptyAttributes = {0x0024, 0x802a}},
      {.emptyAttributes = {0x0030, 0xc001}},
  };

  for (const IceCheck& check : cases) {
    SeededRandom random(1);
    IceAgent agent(kIceCredentials, random);

    const auto answer = answerTo(agent, check.bytes());

    CHECK(MessageView::parse(answer->bytes)->messageClass() == stun::Class::kSuccess);
    CHECK(agent.accepts(iceRoute(1)));
  }
}

TEST_CASE("IceAgent answers a check whose attributes come in another order") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);
  stun::MessageBuilder check(stun::Class::kRequest, kId);
  check.useCandidate();
  check.iceControlling(1);
  check.priority(1);
  check.username("ufrag:");
  check.integrity(kIceCredentials.password);

  const auto answer = answerTo(agent, check.bytes());

  CHECK(MessageView::parse(answer->bytes)->messageClass() == stun::Class::kSuccess);
  CHECK(agent.state() == ice::State::kCompleted);
}

TEST_CASE("IceAgent ignores attributes that need not be understood") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);

  // libwebrtc sends its network cost in GOOG-NETWORK-INFO.
  const auto answer = answerTo(agent, IceCheck{.extraAttributes = {0xc057}}.bytes());

  CHECK(MessageView::parse(answer->bytes)->messageClass() == stun::Class::kSuccess);
}

TEST_CASE("IceAgent says nothing to what is no binding request") {
  const auto good = IceCheck().bytes();
  auto wrongFingerprint = good;
  wrongFingerprint.back() ^= 1;
  const auto truncated = Bytes(good).first(good.size() - 4);
  const stun::MessageBuilder success(stun::Class::kSuccess, kId);
  const stun::MessageBuilder error(stun::Class::kError, kId);
  const stun::MessageBuilder allocate(stun::Class::kRequest, kId, /*method=*/0x003);
  const stun::MessageBuilder data(stun::Class::kIndication, kId, /*method=*/0x007);

  for (const Bytes message : {Bytes(wrongFingerprint), truncated, success.bytes(), error.bytes(),
                              allocate.bytes(), data.bytes(), Bytes()}) {
    SeededRandom random(1);
    IceAgent agent(kIceCredentials, random);

    CHECK_FALSE(answerTo(agent, message));
    CHECK(agent.counters().malformed == 1);
    CHECK(agent.state() == ice::State::kNew);
  }
}

TEST_CASE("IceAgent takes a binding indication for nothing") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);
  stun::MessageBuilder indication(stun::Class::kIndication, kId);
  indication.fingerprint();

  CHECK_FALSE(answerTo(agent, indication.bytes()));
  CHECK(agent.counters().malformed == 0);
  CHECK_FALSE(agent.accepts(iceRoute(1)));
}

TEST_CASE("IceAgent says nothing to a truncated check") {
  const auto good = IceCheck{.useCandidate = true}.bytes();
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);

  for (size_t size = 0; size < good.size(); ++size) {
    CHECK_FALSE(answerTo(agent, Bytes(good).first(size)));
  }
  CHECK(agent.state() == ice::State::kNew);
}

TEST_CASE("IceAgent takes no check of which integrity covers a changed bit") {
  constexpr size_t kFingerprintSize = 8;
  const auto good = IceCheck{.useCandidate = true}.bytes();
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);

  for (size_t bit = 0; bit < 8 * (good.size() - kFingerprintSize); ++bit) {
    auto twin = good;
    twin[bit / 8] = static_cast<uint8_t>(twin[bit / 8] ^ (1u << bit % 8));
    // With a check sum that fits, so that only integrity stands in the way.
    const uint32_t sum = crypto::crc32(Bytes(twin).first(twin.size() - 8)) ^ 0x5354554e;
    ByteWriter(MutableBytes(twin).last(4)).u32(sum);
    answerTo(agent, twin);
  }
  CHECK(agent.counters().requests == 0);
  CHECK(agent.state() == ice::State::kNew);
}

TEST_CASE("IceAgent knows which messages are its own") {
  SeededRandom random(1);
  IceAgent agent(kIceCredentials, random);

  CHECK(agent.isFor(IceCheck().bytes()));
  CHECK_FALSE(agent.isFor(IceCheck{.credentials = {"ufrag2", ""}}.bytes()));
  CHECK_FALSE(agent.isFor(IceCheck{.username = false}.bytes()));
  CHECK_FALSE(agent.isFor({}));
}

}  // namespace
