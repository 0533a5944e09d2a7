// Fixed keys, hostile bytes: the first one chooses the profile and the kind of packet.
#include "srtp/srtp_receiver.h"
#include "test/srtp/srtp_kit.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto profile = sfu::test::kProfiles[data[0] % 3];
  const auto key = sfu::test::masterKey(profile, 1);
  const auto receiver = sfu::srtp::SrtpReceiver::create({profile, key, key});
  std::vector<uint8_t> packet(data + 1, data + size);
  size_t rest = packet.size();
  if (data[0] & 0x80) return receiver.value()->unprotectRtcp(packet.data(), rest), 0;
  return receiver.value()->unprotectRtp(packet.data(), rest), 0;
}
