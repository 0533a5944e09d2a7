#include "router/rtp_sender.h"

#include <array>

#include "rtcp/nack.h"
#include "test/kit/check.h"
#include "test/kit/room.h"

using namespace sfu;
using namespace sfu::test;
using namespace std::chrono_literals;
using router::Verdict;

namespace {

constexpr Ssrc kAlice{1000};
constexpr Ssrc kAtBob{2000};

/// Alice publishes, bob watches; what bob's sender says of each packet is counted.
struct Scene {
  Scene() {
    room.publish("alice", kAlice);
    room.view("bob", "alice", kAtBob);
    room.pass(1s);
  }

  void send(bool isKeyFrame) {
    room.sendVideo(alice, kAlice, isKeyFrame);
    room.pass(10ms);
  }
  void askAgain(uint16_t sequence) {
    std::array<uint8_t, 64> buffer{};
    ByteWriter writer(buffer);
    rtcp::Nack{.sender = Ssrc(1), .media = kAtBob, .lost = {SequenceNumber(sequence)}}.write(
        writer);
    room.sendRtcp(bob, writer.written());
    room.pass(10ms);
  }
  const router::RtpSender& sender() {
    return room.router().tables().senders.at(*room.roster().senderSlot("bob<alice"));
  }
  uint64_t count(Verdict verdict) { return sender().verdicts().of(verdict); }

  Room room{1};
  Participant& alice = room.join("alice");
  Participant& bob = room.join("bob");
};

TEST_CASE("RtpSender counts each packet under one verdict") {
  Scene scene;
  scene.send(false);
  scene.send(true);
  scene.send(false);
  REQUIRE(scene.room.roster().pauseSender("bob<alice").ok());
  scene.send(false);

  CHECK(scene.count(Verdict::kBeforeKeyFrame) == 1);
  CHECK(scene.count(Verdict::kForwarded) == 2);
  CHECK(scene.count(Verdict::kPaused) == 1);
  uint64_t sum = 0;
  for (const Verdict verdict : router::senderVerdicts()) sum += scene.count(verdict);
  CHECK(sum == 4);
}

TEST_CASE("RtpSender names a viewer that is not connected") {
  Scene scene;
  scene.send(true);
  scene.bob.endpoint->goSilent();
  scene.room.pass(60s);
  const uint64_t before = scene.count(Verdict::kNotConnected);

  scene.send(true);

  CHECK(scene.count(Verdict::kNotConnected) == before + 1);
}

TEST_CASE("RtpSender says why it does not send again") {
  Scene scene;
  scene.send(true);
  const uint16_t sequence = scene.bob.sequences(kAtBob).at(0);

  scene.askAgain(sequence);
  CHECK(scene.count(Verdict::kResent) == 1);
  scene.askAgain(sequence);
  CHECK(scene.count(Verdict::kResendTooSoon) == 1);
  scene.askAgain(static_cast<uint16_t>(sequence + 100));
  CHECK(scene.count(Verdict::kResendUnknown) == 1);
}

TEST_CASE("RtpSender names a codec that the viewer did not negotiate") {
  Scene scene;
  router::SenderParameters parameters;
  parameters.kind = router::MediaKind::kVideo;
  parameters.ssrc = Ssrc(3000);
  parameters.codecs = {{.receiverPayloadType = PayloadType(111), .payloadType = PayloadType(111)}};
  REQUIRE(scene.room.roster()
              .createSender("other", "alice", "bob", parameters, {}, false, scene.room.turn())
              .ok());

  scene.send(true);

  const auto slot = *scene.room.roster().senderSlot("other");
  const auto& verdicts = scene.room.router().tables().senders.at(slot).verdicts();
  CHECK(verdicts.of(Verdict::kNoPayloadType) == 1);
}

TEST_CASE("RtpSender leaves the dependency descriptor out where forms may not be mixed") {
  const router::FirstNumbers first;
  const std::array<streams::EncodingState, 1> encodings{};
  for (const bool mayMix : {true, false}) {
    router::SenderParameters parameters;
    parameters.kind = router::MediaKind::kVideo;
    parameters.mixesExtensionForms = mayMix;
    parameters.extensions.set(rtp::ExtensionKind::kDependencyDescriptor, 9);
    const router::RtpSender sender("id", 0, 0, parameters, first, 90000, false, encodings);

    const uint8_t id = sender.extensions().idOf(rtp::ExtensionKind::kDependencyDescriptor);
    CHECK(id == (mayMix ? 9 : 0));
  }
}

}  // namespace
