#include "srtp/cipher.h"

#include <sys/mman.h>
#include <unistd.h>

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

/// A page with one behind it that may not be touched.
class GuardedPage {
 public:
  GuardedPage() : size_(static_cast<size_t>(sysconf(_SC_PAGESIZE))) {
    void* pages =
        mmap(nullptr, 2 * size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(pages != MAP_FAILED);
    start_ = static_cast<uint8_t*>(pages);
    REQUIRE(mprotect(start_ + size_, size_, PROT_NONE) == 0);
  }
  ~GuardedPage() { munmap(start_, 2 * size_); }
  GuardedPage(const GuardedPage&) = delete;

  /// The last `size` bytes before the guard.
  uint8_t* last(size_t size) { return start_ + size_ - size; }

 private:
  uint8_t* start_ = nullptr;
  size_t size_;
};

TEST_CASE("Cipher touches nothing behind header, payload and slot") {
  GuardedPage header, payload, slot;
  forEachWorld([&](World& world) {
    for (uint16_t size = 0; size < 300; ++size) {
      const RtpParts parts = rtpParts(size, size);
      const size_t slotSize = parts.header.size() + size + world.sender->overhead();
      ProtectJob job = jobFor(*world.sender, parts, slot.last(slotSize));
      job.header = std::ranges::copy(parts.header, header.last(12)).out - 12;
      job.payload = std::ranges::copy(parts.payload, payload.last(size)).out - size;
      world.cipher->protect({&job, 1});
    }
  });
}

TEST_CASE("Cipher does nothing for an empty batch") {
  for (const bool allowIpsecMb : kBackEnds) Cipher::create(allowIpsecMb)->protect({});
}

using Senders = std::vector<std::unique_ptr<SrtpSender>>;

Senders sendersOf(Cipher& cipher, std::initializer_list<SrtpProfile> profiles, size_t count) {
  Senders senders;
  for (size_t i = 0; i < count; ++i) {
    senders.push_back(senderWith(cipher, profiles.begin()[i % profiles.size()], i));
  }
  return senders;
}

/// `count` packets of mixed sizes, dealt out to the senders, across a wrap of
/// the sequence number: were their order lost, the roll-over counters would be too.
struct Batch {
  Batch(const Senders& senders, size_t count) : outs(count) {
    for (size_t i = 0; i < count; ++i) {
      const auto number = static_cast<uint16_t>(65530 + i / senders.size());
      parts.push_back(rtpParts(number, i * 37 % 1300));
    }
    for (size_t i = 0; i < count; ++i) {
      SrtpSender& sender = *senders[i % senders.size()];
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
    const Senders senders = sendersOf(*cipher, {kProfiles[0], kProfiles[1], kProfiles[2]}, 30);
    std::vector<std::unique_ptr<LibSrtp>> viewers;
    for (size_t i = 0; i < senders.size(); ++i) {
      const SrtpProfile profile = senders[i]->profile();
      viewers.push_back(
          std::make_unique<LibSrtp>(profile, masterKey(profile, i), ssrc_any_inbound));
    }

    Batch batch(senders, 700);
    cipher->protect(batch.jobs);

    int refused = 0;
    for (size_t i = 0; i < batch.jobs.size(); ++i) {
      if (viewers[i % 30]->unprotect(batch.outs[i]) != batch.parts[i].whole()) ++refused;
    }
    CHECK(refused == 0);
  }
}

TEST_CASE("Cipher makes the same bytes in batches of every size") {
  const auto single = Cipher::create(false);
  for (const bool allowIpsecMb : kBackEnds) {
    for (const SrtpProfile profile : kProfiles) {
      const auto cipher = Cipher::create(allowIpsecMb);
      int differences = 0;
      for (size_t count = 1; count <= 140; ++count) {
        const Senders senders = sendersOf(*cipher, {profile}, 3);
        const Senders others = sendersOf(*single, {profile}, 3);
        Batch batch(senders, count);
        Batch expected(others, count);
        cipher->protect(batch.jobs);
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
