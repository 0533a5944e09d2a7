#include "srtp/cipher.h"

#include <algorithm>

#include "test/kit/check.h"
#include "test/srtp/srtp_kit.h"

using namespace sfu;
using namespace sfu::test;
using srtp::Cipher;
using srtp::ProtectJob;
using srtp::SrtpSender;

namespace {

constexpr bool kBackEnds[] = {false, true};

/// A back end and a profile, with libsrtp at both ends of the same key.
struct World {
  World(bool allowIpsecMb, SrtpProfile profile)
      : cipher(Cipher::create(allowIpsecMb)),
        key(masterKey(profile, 1)),
        sender(senderWith(*cipher, profile, 1)),
        reference(profile, key, ssrc_any_outbound),
        viewer(profile, key, ssrc_any_inbound) {}

  std::vector<uint8_t> protect(const RtpParts& parts) {
    return test::protect(*cipher, *sender, parts);
  }
  /// True if libsrtp makes the same bytes of `parts`, and takes ours back to what they were.
  bool agrees(const RtpParts& parts) {
    const std::vector<uint8_t> ours = protect(parts);
    return ours == reference.protect(parts) && viewer.unprotect(ours) == parts.whole();
  }

  std::unique_ptr<Cipher> cipher;
  MasterKey key;
  std::unique_ptr<SrtpSender> sender;
  LibSrtp reference;
  LibSrtp viewer;
};

template <class Test>
void forEachWorld(Test test) {
  for (const bool allowIpsecMb : kBackEnds) {
    for (const SrtpProfile profile : kProfiles) {
      World world(allowIpsecMb, profile);
      CAPTURE(world.cipher->name());
      CAPTURE(static_cast<int>(profile));
      test(world);
    }
  }
}

TEST_CASE("Cipher has OpenSSL where intel-ipsec-mb is not allowed") {
  CHECK(Cipher::create(false)->name() == "openssl");
}

TEST_CASE("Cipher makes the bytes that libsrtp makes, at every size and shape of header") {
  forEachWorld([](World& world) {
    uint16_t number = 65000;
    int disagreements = 0;
    for (const Shape shape :
         {Shape{.ssrc = 1}, Shape{.ssrc = 2, .csrcs = 3}, Shape{.ssrc = 3, .hasExtension = true},
          Shape{.ssrc = 4, .csrcs = 15, .hasExtension = true}}) {
      for (size_t size = 0; size <= 1400; ++size) {
        if (!world.agrees(rtpParts(number++, size, shape))) ++disagreements;
      }
    }
    CHECK(disagreements == 0);
  });
}

TEST_CASE("Cipher counts roll-overs as libsrtp does") {
  forEachWorld([](World& world) {
    int disagreements = 0;
    for (uint32_t index = 60000; index < 200000; index += 3000) {
      if (!world.agrees(rtpParts(static_cast<uint16_t>(index), 50))) ++disagreements;
    }
    CHECK(disagreements == 0);
  });
}

TEST_CASE("Cipher protects a packet from before the wrap with the old roll-over counter") {
  forEachWorld([](World& world) {
    const RtpParts late = rtpParts(65534, 100);
    REQUIRE(world.agrees(rtpParts(65533, 100)));
    REQUIRE(world.agrees(rtpParts(65535, 100)));
    REQUIRE(world.agrees(rtpParts(0, 100)));

    CHECK(world.agrees(late));
    CHECK(world.agrees(rtpParts(1, 100)));
  });
}

TEST_CASE("Cipher gives a packet that is sent again after the wrap the same bytes") {
  forEachWorld([](World& world) {
    const std::vector<uint8_t> first = world.protect(rtpParts(65535, 100));
    world.protect(rtpParts(0, 100));

    CHECK(world.protect(rtpParts(65535, 100)) == first);
    CHECK(world.sender->reusedIndexes() == 1);
  });
}

TEST_CASE("Cipher keeps several SSRCs of one sender apart") {
  forEachWorld([](World& world) {
    int disagreements = 0;
    for (const uint16_t number : std::initializer_list<uint16_t>{65534, 65535, 0, 1}) {
      for (uint32_t ssrc = 10; ssrc < 40; ++ssrc) {
        const auto own = static_cast<uint16_t>(number + ssrc % 3);
        if (!world.agrees(rtpParts(own, 40, {.ssrc = ssrc}))) ++disagreements;
      }
    }
    CHECK(disagreements == 0);
  });
}

TEST_CASE("Cipher never writes to the shared payload") {
  forEachWorld([](World& world) {
    const RtpParts parts = rtpParts(7, 1200);
    world.protect(parts);
    CHECK(parts.payload == rtpParts(7, 1200).payload);
  });
}

TEST_CASE("Cipher writes not one byte beyond the slot") {
  forEachWorld([](World& world) {
    int spills = 0;
    for (size_t size = 0; size < 100; ++size) {
      const RtpParts parts = rtpParts(static_cast<uint16_t>(size), size);
      const size_t slot = parts.header.size() + size + world.sender->overhead();
      std::vector<uint8_t> out(slot + 64, 0xa5);
      const ProtectJob job = jobFor(*world.sender, parts, out.data());
      world.cipher->protect({&job, 1});
      const auto spilt = [](uint8_t byte) { return byte != 0xa5; };
      spills +=
          static_cast<int>(std::count_if(out.begin() + static_cast<long>(slot), out.end(), spilt));
    }
    CHECK(spills == 0);
  });
}

TEST_CASE("Cipher does nothing for an empty batch") {
  for (const bool allowIpsecMb : kBackEnds) Cipher::create(allowIpsecMb)->protect({});
}

/// One destination of a shared packet, with libsrtp as its viewer.
struct Destination {
  Destination(Cipher& cipher, SrtpProfile profile, uint64_t seed)
      : sender(senderWith(cipher, profile, seed)),
        viewer(profile, masterKey(profile, seed), ssrc_any_inbound) {}

  std::unique_ptr<SrtpSender> sender;
  LibSrtp viewer;
};

/// A batch of `count` packets over many senders of mixed profiles, with mixed sizes.
struct Batch {
  Batch(std::vector<std::unique_ptr<Destination>>& destinations, size_t count) : outs(count) {
    for (size_t i = 0; i < count; ++i) {
      const auto round = static_cast<uint16_t>(i / destinations.size());
      parts.push_back(rtpParts(static_cast<uint16_t>(65530 + round), i * 37 % 1300));
    }
    for (size_t i = 0; i < count; ++i) {
      SrtpSender& sender = *destinations[i % destinations.size()]->sender;
      outs[i].resize(12 + parts[i].payload.size() + sender.overhead());
      jobs.push_back(jobFor(sender, parts[i], outs[i].data()));
    }
  }

  std::vector<RtpParts> parts;
  std::vector<std::vector<uint8_t>> outs;
  std::vector<ProtectJob> jobs;
};

TEST_CASE("Cipher protects one batch for many senders of every profile, in order") {
  for (const bool allowIpsecMb : kBackEnds) {
    const auto cipher = Cipher::create(allowIpsecMb);
    CAPTURE(cipher->name());
    std::vector<std::unique_ptr<Destination>> destinations;
    for (uint64_t i = 0; i < 30; ++i) {
      destinations.push_back(std::make_unique<Destination>(*cipher, kProfiles[i % 3], i));
    }

    // Across the wrap: were the order lost, the roll-over counters would be too.
    Batch batch(destinations, 700);
    cipher->protect(batch.jobs);

    int refused = 0;
    for (size_t i = 0; i < batch.jobs.size(); ++i) {
      LibSrtp& viewer = destinations[i % destinations.size()]->viewer;
      if (viewer.unprotect(batch.outs[i]) != batch.parts[i].whole()) ++refused;
    }
    CHECK(refused == 0);
  }
}

TEST_CASE("Cipher makes the same bytes in batches of every size") {
  for (const SrtpProfile profile : kProfiles) {
    for (const bool allowIpsecMb : kBackEnds) {
      const auto cipher = Cipher::create(allowIpsecMb);
      const auto single = Cipher::create(false);
      int differences = 0;
      for (size_t count = 1; count <= 140; ++count) {
        std::vector<std::unique_ptr<Destination>> ours, theirs;
        for (uint64_t i = 0; i < 3; ++i) {
          ours.push_back(std::make_unique<Destination>(*cipher, profile, i));
          theirs.push_back(std::make_unique<Destination>(*single, profile, i));
        }
        Batch batch(ours, count);
        cipher->protect(batch.jobs);
        Batch expected(theirs, count);
        for (const ProtectJob& job : expected.jobs) single->protect({&job, 1});
        if (batch.outs != expected.outs) ++differences;
      }
      CHECK(differences == 0);
    }
  }
}

TEST_CASE("SrtpSender lengthens a packet by the tag of its profile") {
  const auto cipher = Cipher::create();
  CHECK(senderWith(*cipher, SrtpProfile::kAesCm128HmacSha1_80, 1)->overhead() == 10);
  CHECK(senderWith(*cipher, SrtpProfile::kAeadAes128Gcm, 1)->overhead() == 16);
  CHECK(senderWith(*cipher, SrtpProfile::kAeadAes256Gcm, 1)->overhead() == 16);
}

TEST_CASE("SrtpSender refuses a master key of another profile") {
  const auto cipher = Cipher::create();
  const MasterKey key = masterKey(SrtpProfile::kAeadAes128Gcm, 1);
  const auto sender = SrtpSender::create(SrtpProfile::kAeadAes256Gcm, key, *cipher);
  REQUIRE_FALSE(sender.ok());
  CHECK(sender.failure().code == "INVALID_PARAMETERS");
}

}  // namespace
