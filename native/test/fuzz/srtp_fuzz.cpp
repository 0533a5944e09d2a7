// Packets as an endpoint protects them, changed on their way: what was changed is refused, what was
// not is taken. The sessions stay from one input to the next, as the keys of a connection do.
#include "base/assert.h"
#include "test/fuzz/fuzz_kit.h"
#include "test/srtp/srtp_kit.h"

using namespace sfu;
using namespace sfu::test;
using Outcome = srtp::SrtpReceiver::Outcome;

namespace {

struct Session {
  explicit Session(SrtpProfile profile)
      : cipher(srtp::Cipher::create()),
        sender(senderWith(*cipher, profile, 1)),
        endpoint(std::move(*srtp::SrtpReceiver::create({.profile = profile,
                                                        .local = masterKey(profile, 1),
                                                        .remote = masterKey(profile, 2)}))),
        receiver(std::move(*srtp::SrtpReceiver::create({.profile = profile,
                                                        .local = masterKey(profile, 2),
                                                        .remote = masterKey(profile, 1)}))) {}

  std::unique_ptr<srtp::Cipher> cipher;
  std::unique_ptr<srtp::SrtpSender> sender;
  std::unique_ptr<srtp::SrtpReceiver> endpoint;
  std::unique_ptr<srtp::SrtpReceiver> receiver;
  uint16_t nextNumber = 1;
};

std::vector<uint8_t> nextRtp(Session& session, Story& story) {
  const Shape shape{.ssrc = 0x11223340u + story.below(4),
                    .csrcs = story.below(16),
                    .hasExtension = (story.byte() & 1) != 0};
  return protect(*session.cipher, *session.sender,
                 rtpParts(session.nextNumber++, story.byte(), shape));
}

std::vector<uint8_t> nextRtcp(Session& session, Story& story) {
  std::vector<uint8_t> report(8 + 4u * story.below(16));
  ByteWriter writer(report);
  writer.u8(0x80);
  writer.u8(201);
  writer.u16(static_cast<uint16_t>(report.size() / 4 - 1));
  writer.u32(0x55667788u + story.below(4));
  size_t size = report.size();
  report.resize(size + 64);
  SFU_ASSERT(session.endpoint->protectRtcp(report.data(), size, report.size()));
  report.resize(size);
  return report;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Session sessions[] = {Session(kProfiles[0]), Session(kProfiles[1]), Session(kProfiles[2])};
  Story story({data, size});
  Session& session = sessions[story.below(3)];
  for (int step = 0; step < 20 && !story.isOver(); ++step) {
    const bool isRtp = (story.byte() & 1) != 0;
    const auto sent = isRtp ? nextRtp(session, story) : nextRtcp(session, story);
    std::vector<uint8_t> packet = sent;
    story.mutate(packet);
    const bool isWhole = packet == sent;
    size_t left = packet.size();
    const Outcome outcome = isRtp ? session.receiver->unprotectRtp(packet.data(), left)
                                  : session.receiver->unprotectRtcp(packet.data(), left);
    SFU_ASSERT((outcome == Outcome::kOk) == isWhole);
    SFU_ASSERT(left <= sent.size() || !isWhole);
  }
  return 0;
}
