// What the tests of srtp/ share: keys, packets, and libsrtp as the reference to measure against.
#pragma once
#include <srtp2/srtp.h>

#include <vector>

#include "base/random.h"
#include "crypto/srtp_keys.h"
#include "srtp/cipher.h"
#include "srtp/srtp_receiver.h"
#include "srtp/srtp_sender.h"

namespace sfu::test {

using crypto::MasterKey;
using crypto::SrtpProfile;

constexpr SrtpProfile kProfiles[] = {SrtpProfile::kAesCm128HmacSha1_80, SrtpProfile::kAeadAes128Gcm,
                                     SrtpProfile::kAeadAes256Gcm};

inline std::vector<uint8_t> randomBytes(Random& random, size_t size) {
  std::vector<uint8_t> bytes(size);
  random.fill(bytes);
  return bytes;
}

inline MasterKey masterKey(SrtpProfile profile, uint64_t seed) {
  SeededRandom random(seed);
  return {.key = randomBytes(random, crypto::masterKeySize(profile)),
          .salt = randomBytes(random, crypto::masterSaltSize(profile))};
}

/// What an RTP header is to look like.
struct Shape {
  uint32_t ssrc = 0x11223344;
  uint8_t csrcs = 0;
  bool hasExtension = false;
};

/// A packet in two parts, as the router has it: header and shared payload.
struct RtpParts {
  std::vector<uint8_t> header;
  std::vector<uint8_t> payload;

  std::vector<uint8_t> whole() const {
    std::vector<uint8_t> bytes = header;
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return bytes;
  }
};

inline RtpParts rtpParts(uint16_t number, size_t payloadSize, Shape shape = {}) {
  SeededRandom random(number + 1u);
  RtpParts parts{.header = std::vector<uint8_t>(12), .payload = randomBytes(random, payloadSize)};
  ByteWriter writer(parts.header);
  writer.u8(static_cast<uint8_t>(0x80 | (shape.hasExtension ? 0x10 : 0) | shape.csrcs));
  writer.u8(96);
  writer.u16(number);
  writer.u32(3000u * number);
  writer.u32(shape.ssrc);
  const auto csrcs = randomBytes(random, 4u * shape.csrcs);
  parts.header.insert(parts.header.end(), csrcs.begin(), csrcs.end());
  if (shape.hasExtension) {
    const uint8_t extension[] = {0xbe, 0xde, 0, 2, 0x10, 7, 0x32, 1, 2, 3, 0, 0};
    parts.header.insert(parts.header.end(), std::begin(extension), std::end(extension));
  }
  return parts;
}

inline srtp::ProtectJob jobFor(srtp::SrtpSender& sender, const RtpParts& parts, uint8_t* out) {
  return {.sender = &sender,
          .header = parts.header.data(),
          .headerSize = static_cast<uint16_t>(parts.header.size()),
          .payload = parts.payload.data(),
          .payloadSize = static_cast<uint16_t>(parts.payload.size()),
          .out = out};
}

inline std::vector<uint8_t> protect(srtp::Cipher& cipher, srtp::SrtpSender& sender,
                                    const RtpParts& parts) {
  std::vector<uint8_t> out(parts.header.size() + parts.payload.size() + sender.overhead());
  const srtp::ProtectJob job = jobFor(sender, parts, out.data());
  cipher.protect({&job, 1});
  return out;
}

inline std::unique_ptr<srtp::SrtpSender> senderWith(srtp::Cipher& cipher, SrtpProfile profile,
                                                    uint64_t seed) {
  return std::move(srtp::SrtpSender::create(profile, masterKey(profile, seed), cipher).value());
}

/// One libsrtp session, used without any code of ours in between.
class LibSrtp {
 public:
  LibSrtp(SrtpProfile profile, const MasterKey& master, srtp_ssrc_type_t type) {
    // srtp_init() is called by the first receiver of a process.
    if (!srtp::SrtpReceiver::create({profile, master, master})) return;
    std::vector<uint8_t> key = master.key;
    key.insert(key.end(), master.salt.begin(), master.salt.end());
    srtp_policy_t policy{};
    for (srtp_crypto_policy_t* part : {&policy.rtp, &policy.rtcp}) {
      if (profile == SrtpProfile::kAesCm128HmacSha1_80) {
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(part);
      } else if (profile == SrtpProfile::kAeadAes128Gcm) {
        srtp_crypto_policy_set_aes_gcm_128_16_auth(part);
      } else {
        srtp_crypto_policy_set_aes_gcm_256_16_auth(part);
      }
    }
    policy.ssrc.type = type;
    policy.key = key.data();
    policy.window_size = 1024;
    policy.allow_repeat_tx = 1;
    created_ = srtp_create(&session_, &policy) == srtp_err_status_ok;
  }
  ~LibSrtp() {
    if (created_) srtp_dealloc(session_);
  }
  LibSrtp(const LibSrtp&) = delete;

  bool protectInPlace(uint8_t* data, size_t size) {
    int length = static_cast<int>(size);
    return created_ && srtp_protect(session_, data, &length) == srtp_err_status_ok;
  }
  /// Empty if libsrtp refuses.
  std::vector<uint8_t> protect(const RtpParts& parts) {
    return apply(parts.whole(),
                 [this](void* data, int* size) { return srtp_protect(session_, data, size); });
  }
  std::vector<uint8_t> unprotect(const std::vector<uint8_t>& packet) {
    return apply(packet,
                 [this](void* data, int* size) { return srtp_unprotect(session_, data, size); });
  }
  std::vector<uint8_t> protectRtcp(const std::vector<uint8_t>& packet) {
    return apply(packet,
                 [this](void* data, int* size) { return srtp_protect_rtcp(session_, data, size); });
  }
  std::vector<uint8_t> unprotectRtcp(const std::vector<uint8_t>& packet) {
    return apply(packet, [this](void* data, int* size) {
      return srtp_unprotect_rtcp(session_, data, size);
    });
  }

 private:
  template <class Call>
  std::vector<uint8_t> apply(std::vector<uint8_t> packet, Call call) {
    int size = static_cast<int>(packet.size());
    packet.resize(packet.size() + SRTP_MAX_TRAILER_LEN + 4);
    const bool done = created_ && call(packet.data(), &size) == srtp_err_status_ok;
    packet.resize(done ? static_cast<size_t>(size) : 0);
    return packet;
  }

  srtp_t session_ = nullptr;
  bool created_ = false;
};

}  // namespace sfu::test
