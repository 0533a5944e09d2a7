#include "srtp/srtp_receiver.h"

#include "test/kit/check.h"
#include "test/srtp/srtp_kit.h"

using namespace sfu;
using namespace sfu::test;
using srtp::Cipher;
using srtp::SrtpReceiver;
using Outcome = srtp::SrtpReceiver::Outcome;

namespace {

/// A peer that sends with `remote`, and our receiver of it.
struct Session {
  explicit Session(SrtpProfile profile)
      : cipher(Cipher::create()),
        peer(senderWith(*cipher, profile, 1)),
        keys{.profile = profile, .local = masterKey(profile, 2), .remote = masterKey(profile, 1)},
        receiver(std::move(SrtpReceiver::create(keys).value())) {}

  std::vector<uint8_t> sent(uint16_t number, size_t size = 100, Shape shape = {}) {
    return protect(*cipher, *peer, rtpParts(number, size, shape));
  }
  Outcome take(std::vector<uint8_t> packet) {
    size_t size = packet.size();
    return receiver->unprotectRtp(packet.data(), size);
  }
  Outcome takeRtcp(std::vector<uint8_t> packet) {
    size_t size = packet.size();
    return receiver->unprotectRtcp(packet.data(), size);
  }

  std::unique_ptr<Cipher> cipher;
  std::unique_ptr<srtp::SrtpSender> peer;
  crypto::SrtpKeys keys;
  std::unique_ptr<SrtpReceiver> receiver;
};

template <class Test>
void forEachProfile(Test test) {
  for (const SrtpProfile profile : kProfiles) {
    Session session(profile);
    CAPTURE(static_cast<int>(profile));
    test(session);
  }
}

/// An empty receiver report with an SDES after it.
std::vector<uint8_t> receiverReport(uint32_t ssrc = 0x55667788) {
  std::vector<uint8_t> report(8 + 12);
  ByteWriter writer(report);
  writer.u8(0x80);
  writer.u8(201);
  writer.u16(1);
  writer.u32(ssrc);
  writer.u8(0x81);
  writer.u8(202);
  writer.u16(2);
  writer.u32(ssrc);
  writer.u32(0x01010061);
  return report;
}

TEST_CASE("SrtpReceiver unprotects RTP in place") {
  forEachProfile([](Session& session) {
    std::vector<uint8_t> packet = session.sent(1, 500, {.csrcs = 2, .hasExtension = true});
    size_t size = packet.size();
    REQUIRE(session.receiver->unprotectRtp(packet.data(), size) == Outcome::kOk);
    packet.resize(size);
    CHECK(packet == rtpParts(1, 500, {.csrcs = 2, .hasExtension = true}).whole());
  });
}

TEST_CASE("SrtpReceiver takes a packet without payload") {
  forEachProfile([](Session& session) { CHECK(session.take(session.sent(1, 0)) == Outcome::kOk); });
}

TEST_CASE("SrtpReceiver refuses a packet that came before") {
  forEachProfile([](Session& session) {
    const std::vector<uint8_t> packet = session.sent(1);
    REQUIRE(session.take(packet) == Outcome::kOk);
    CHECK(session.take(packet) == Outcome::kReplayed);
  });
}

TEST_CASE("SrtpReceiver takes a packet 1023 behind the newest, not 1024 behind") {
  forEachProfile([](Session& session) {
    const std::vector<uint8_t> tooLate = session.sent(1000);
    const std::vector<uint8_t> late = session.sent(1001);
    REQUIRE(session.take(session.sent(2024)) == Outcome::kOk);

    CHECK(session.take(late) == Outcome::kOk);
    CHECK(session.take(tooLate) == Outcome::kReplayed);
  });
}

TEST_CASE("SrtpReceiver follows a wrap of the sequence number") {
  forEachProfile([](Session& session) {
    const std::vector<uint8_t> before = session.sent(65534);
    const std::vector<uint8_t> late = session.sent(65535);
    const std::vector<uint8_t> after = session.sent(0);
    CHECK(session.take(before) == Outcome::kOk);
    CHECK(session.take(after) == Outcome::kOk);
    CHECK(session.take(late) == Outcome::kOk);
  });
}

TEST_CASE("SrtpReceiver refuses a packet with any one bit flipped") {
  forEachProfile([](Session& session) {
    const std::vector<uint8_t> packet = session.sent(1, 60, {.csrcs = 1, .hasExtension = true});
    int taken = 0;
    for (size_t bit = 0; bit < 8 * packet.size(); ++bit) {
      std::vector<uint8_t> broken = packet;
      broken[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      if (session.take(broken) == Outcome::kOk) ++taken;
    }
    CHECK(taken == 0);
    CHECK(session.take(packet) == Outcome::kOk);
  });
}

TEST_CASE("SrtpReceiver refuses every truncation of a packet") {
  forEachProfile([](Session& session) {
    const std::vector<uint8_t> packet = session.sent(1, 60, {.csrcs = 1, .hasExtension = true});
    for (size_t size = 0; size < packet.size(); ++size) {
      CAPTURE(size);
      const auto end = packet.begin() + static_cast<long>(size);
      CHECK(session.take({packet.begin(), end}) == Outcome::kUnauthentic);
    }
  });
}

TEST_CASE("SrtpReceiver leaves the size alone when it refuses") {
  forEachProfile([](Session& session) {
    std::vector<uint8_t> packet = session.sent(1);
    packet.back() ^= 1;
    size_t size = packet.size();
    CHECK(session.receiver->unprotectRtp(packet.data(), size) == Outcome::kUnauthentic);
    CHECK(size == packet.size());
  });
}

TEST_CASE("SrtpReceiver refuses what another key protected") {
  forEachProfile([](Session& session) {
    const auto stranger = senderWith(*session.cipher, session.keys.profile, 99);
    const auto packet = protect(*session.cipher, *stranger, rtpParts(1, 100));
    CHECK(session.take(packet) == Outcome::kUnauthentic);
  });
}

TEST_CASE("SrtpReceiver keeps the replay windows of several SSRCs apart") {
  forEachProfile([](Session& session) {
    for (uint32_t ssrc = 1; ssrc <= 20; ++ssrc) {
      CHECK(session.take(session.sent(7, 30, {.ssrc = ssrc})) == Outcome::kOk);
    }
    CHECK(session.take(session.sent(7, 30, {.ssrc = 20})) == Outcome::kReplayed);
    CHECK(session.take(session.sent(8, 30, {.ssrc = 1})) == Outcome::kOk);
  });
}

TEST_CASE("SrtpReceiver takes a new SSRC in place of the one that was silent longest") {
  Session session(SrtpProfile::kAeadAes128Gcm);
  const std::vector<uint8_t> old = session.sent(1, 1, {.ssrc = 2});
  for (uint32_t ssrc = 1; ssrc <= SrtpReceiver::kMaxSsrcs; ++ssrc) {
    REQUIRE(session.take(session.sent(1, 1, {.ssrc = ssrc})) == Outcome::kOk);
  }
  // The first one speaks again: the second one is the oldest now.
  const std::vector<uint8_t> again = session.sent(2, 1, {.ssrc = 1});
  REQUIRE(session.take(again) == Outcome::kOk);

  CHECK(session.take(session.sent(1, 1, {.ssrc = 0xffff0000})) == Outcome::kOk);

  CHECK(session.take(again) == Outcome::kReplayed);
  CHECK(session.take(old) == Outcome::kOk);
}

TEST_CASE("SrtpReceiver spends none of its SSRCs on packets that are not authentic") {
  Session session(SrtpProfile::kAeadAes128Gcm);
  for (uint32_t ssrc = 1; ssrc <= SrtpReceiver::kMaxSsrcs; ++ssrc) {
    std::vector<uint8_t> packet = session.sent(1, 1, {.ssrc = ssrc});
    packet.back() ^= 1;
    session.take(packet);
  }
  CHECK(session.take(session.sent(1, 1, {.ssrc = 0xffff0000})) == Outcome::kOk);
}

TEST_CASE("SrtpReceiver unprotects RTCP in place") {
  forEachProfile([](Session& session) {
    LibSrtp peer(session.keys.profile, session.keys.remote, ssrc_any_outbound);
    std::vector<uint8_t> packet = peer.protectRtcp(receiverReport());
    size_t size = packet.size();
    REQUIRE(session.receiver->unprotectRtcp(packet.data(), size) == Outcome::kOk);
    packet.resize(size);
    CHECK(packet == receiverReport());
  });
}

TEST_CASE("SrtpReceiver refuses RTCP that came before") {
  forEachProfile([](Session& session) {
    LibSrtp peer(session.keys.profile, session.keys.remote, ssrc_any_outbound);
    const std::vector<uint8_t> packet = peer.protectRtcp(receiverReport());
    REQUIRE(session.takeRtcp(packet) == Outcome::kOk);
    CHECK(session.takeRtcp(packet) == Outcome::kReplayed);
  });
}

TEST_CASE("SrtpReceiver refuses RTCP with any one bit flipped") {
  forEachProfile([](Session& session) {
    LibSrtp peer(session.keys.profile, session.keys.remote, ssrc_any_outbound);
    const std::vector<uint8_t> packet = peer.protectRtcp(receiverReport());
    int taken = 0;
    for (size_t bit = 0; bit < 8 * packet.size(); ++bit) {
      std::vector<uint8_t> broken = packet;
      broken[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      if (session.takeRtcp(broken) == Outcome::kOk) ++taken;
    }
    CHECK(taken == 0);
    CHECK(session.takeRtcp(packet) == Outcome::kOk);
  });
}

TEST_CASE("SrtpReceiver refuses every truncation of RTCP") {
  forEachProfile([](Session& session) {
    LibSrtp peer(session.keys.profile, session.keys.remote, ssrc_any_outbound);
    const std::vector<uint8_t> packet = peer.protectRtcp(receiverReport());
    for (size_t size = 0; size < packet.size(); ++size) {
      CAPTURE(size);
      const auto end = packet.begin() + static_cast<long>(size);
      CHECK(session.takeRtcp({packet.begin(), end}) == Outcome::kUnauthentic);
    }
  });
}

TEST_CASE("SrtpReceiver protects RTCP that the peer can read") {
  forEachProfile([](Session& session) {
    LibSrtp peer(session.keys.profile, session.keys.local, ssrc_any_inbound);
    for (int i = 0; i < 3; ++i) {
      std::vector<uint8_t> packet = receiverReport();
      size_t size = packet.size();
      packet.resize(size + session.receiver->rtcpOverhead());
      REQUIRE(session.receiver->protectRtcp(packet.data(), size, packet.size()));
      CHECK(size == packet.size());
      CHECK(peer.unprotectRtcp(packet) == receiverReport());
    }
  });
}

TEST_CASE("SrtpReceiver refuses to protect RTCP that does not fit") {
  forEachProfile([](Session& session) {
    std::vector<uint8_t> packet = receiverReport();
    size_t size = packet.size();
    packet.resize(size + session.receiver->rtcpOverhead() - 1);
    CHECK_FALSE(session.receiver->protectRtcp(packet.data(), size, packet.size()));
    CHECK(size == receiverReport().size());
  });
}

TEST_CASE("SrtpReceiver refuses to protect what is too short for RTCP") {
  forEachProfile([](Session& session) {
    std::vector<uint8_t> packet(200);
    size_t size = 7;
    CHECK_FALSE(session.receiver->protectRtcp(packet.data(), size, packet.size()));
  });
}

TEST_CASE("SrtpReceiver refuses keys of another profile's size") {
  crypto::SrtpKeys keys{.profile = SrtpProfile::kAeadAes128Gcm,
                        .local = masterKey(SrtpProfile::kAeadAes128Gcm, 1),
                        .remote = masterKey(SrtpProfile::kAesCm128HmacSha1_80, 1)};
  const auto receiver = SrtpReceiver::create(keys);
  REQUIRE_FALSE(receiver.ok());
  CHECK(receiver.failure().code == "INVALID_PARAMETERS");
}

TEST_CASE("SrtpReceivers of one process do not know each other") {
  Session first(SrtpProfile::kAeadAes128Gcm);
  const std::vector<uint8_t> packet = first.sent(1);
  REQUIRE(first.take(packet) == Outcome::kOk);
  {
    Session second(SrtpProfile::kAeadAes128Gcm);
    CHECK(second.take(packet) == Outcome::kOk);
  }
  CHECK(first.take(first.sent(2)) == Outcome::kOk);
}

}  // namespace
