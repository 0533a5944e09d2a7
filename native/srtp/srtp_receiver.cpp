// libsrtp behind a face of our own: the only file that includes srtp.h.
#include "srtp/srtp_receiver.h"

#include <arpa/inet.h>
#include <srtp2/srtp.h>

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "crypto/srtp_cipher.h"
#include "crypto/wipe.h"

namespace sfu::srtp {
namespace {

using crypto::SrtpProfile;

constexpr size_t kRtpHeaderSize = 12;
constexpr size_t kRtcpHeaderSize = 8;  // the first packet's header with its SSRC
constexpr size_t kSrtcpIndexSize = 4;
constexpr size_t kMaxDatagram = 0xffff;

// libsrtp's table of ciphers is a global of its own, which it wants filled once
// per process, before the first session and whoever opens that.
bool isLibraryReady() {
  static const bool ready = srtp_init() == srtp_err_status_ok;
  return ready;
}

void choosePolicy(SrtpProfile profile, srtp_crypto_policy_t& policy) {
  switch (profile) {
    case SrtpProfile::kAesCm128HmacSha1_80:
      return srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy);
    case SrtpProfile::kAeadAes128Gcm:
      return srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy);
    case SrtpProfile::kAeadAes256Gcm:
      return srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy);
  }
}

SrtpReceiver::Outcome outcomeOf(srtp_err_status_t status) {
  switch (status) {
    case srtp_err_status_ok:
      return SrtpReceiver::Outcome::kOk;
    case srtp_err_status_replay_fail:
    case srtp_err_status_replay_old:
    case srtp_err_status_pkt_idx_old:
      return SrtpReceiver::Outcome::kReplayed;
    default:
      return SrtpReceiver::Outcome::kUnauthentic;
  }
}

uint32_t ssrcAt(const uint8_t* at) {
  return ByteReader(Bytes(at, 4)).u32();
}

bool hasSizesOf(SrtpProfile profile, const crypto::MasterKey& master) {
  return master.key.size() == crypto::masterKeySize(profile) &&
         master.salt.size() == crypto::masterSaltSize(profile);
}

}  // namespace

void SrtpReceiver::Dealloc::operator()(srtp_ctx_t_* session) const {
  srtp_dealloc(session);
}

Result<std::unique_ptr<SrtpReceiver>> SrtpReceiver::create(const crypto::SrtpKeys& keys) {
  if (!hasSizesOf(keys.profile, keys.local) || !hasSizesOf(keys.profile, keys.remote)) {
    return Failure::invalidParameters(
        "an SRTP master key or salt does not have the size that its profile asks for");
  }
  Session inbound, outbound;
  if (isLibraryReady()) {
    inbound = openSession(keys.profile, keys.remote, true);
    outbound = openSession(keys.profile, keys.local, false);
  }
  if (!inbound || !outbound) {
    return Failure::unsupported("libsrtp does not offer this SRTP protection profile");
  }
  return std::unique_ptr<SrtpReceiver>(
      new SrtpReceiver(keys.profile, std::move(inbound), std::move(outbound)));
}

SrtpReceiver::Session SrtpReceiver::openSession(SrtpProfile profile,
                                                const crypto::MasterKey& master, bool isInbound) {
  std::array<uint8_t, 32 + 14> key{};
  const auto salt = std::copy(master.key.begin(), master.key.end(), key.begin());
  std::copy(master.salt.begin(), master.salt.end(), salt);

  srtp_policy_t policy{};
  policy.ssrc.type = isInbound ? ssrc_any_inbound : ssrc_any_outbound;
  choosePolicy(profile, policy.rtp);
  choosePolicy(profile, policy.rtcp);
  policy.key = key.data();
  policy.window_size = kReplayWindow;

  srtp_t session = nullptr;
  const srtp_err_status_t status = srtp_create(&session, &policy);
  crypto::wipe(key);
  return Session(status == srtp_err_status_ok ? session : nullptr);
}

SrtpReceiver::SrtpReceiver(SrtpProfile profile, Session inbound, Session outbound)
    : profile_(profile), inbound_(std::move(inbound)), outbound_(std::move(outbound)) {}

SrtpReceiver::Outcome SrtpReceiver::unprotectRtp(uint8_t* data, size_t& size) {
  if (size < kRtpHeaderSize + crypto::srtpTagSize(profile_)) return Outcome::kUnauthentic;
  return unprotect(data, size, ssrcAt(data + 8), srtp_unprotect);
}

SrtpReceiver::Outcome SrtpReceiver::unprotectRtcp(uint8_t* data, size_t& size) {
  if (size < kRtcpHeaderSize + rtcpOverhead()) return Outcome::kUnauthentic;
  return unprotect(data, size, ssrcAt(data + 4), srtp_unprotect_rtcp);
}

template <class LibraryCall>
SrtpReceiver::Outcome SrtpReceiver::unprotect(uint8_t* data, size_t& size, uint32_t ssrc,
                                              LibraryCall call) {
  if (size > kMaxDatagram) return Outcome::kUnauthentic;
  int length = static_cast<int>(size);
  const Outcome outcome = outcomeOf(call(inbound_.get(), data, &length));
  if (outcome != Outcome::kOk) return outcome;

  // libsrtp makes a context for an SSRC once it was authentic, not before.
  note(ssrc);
  size = static_cast<size_t>(length);
  return Outcome::kOk;
}

void SrtpReceiver::note(uint32_t ssrc) {
  const auto place = [&] {
    return std::lower_bound(ssrcs_.begin(), ssrcs_.end(), ssrc,
                            [](const KnownSsrc& known, uint32_t key) { return known.ssrc < key; });
  };
  const auto known = place();
  ++packets_;
  if (known != ssrcs_.end() && known->ssrc == ssrc) {
    known->usedAt = packets_;
    return;
  }
  if (ssrcs_.size() == kMaxSsrcs) forgetOldest();
  ssrcs_.insert(place(), {ssrc, packets_});
}

void SrtpReceiver::forgetOldest() {
  const auto oldest =
      std::min_element(ssrcs_.begin(), ssrcs_.end(),
                       [](const KnownSsrc& a, const KnownSsrc& b) { return a.usedAt < b.usedAt; });
  // In network byte order.
  srtp_remove_stream(inbound_.get(), htonl(oldest->ssrc));
  ssrcs_.erase(oldest);
}

bool SrtpReceiver::protectRtcp(uint8_t* data, size_t& size, size_t capacity) {
  if (size < kRtcpHeaderSize || size > kMaxDatagram || capacity < size + rtcpOverhead()) {
    return false;
  }
  int length = static_cast<int>(size);
  if (srtp_protect_rtcp(outbound_.get(), data, &length) != srtp_err_status_ok) return false;
  size = static_cast<size_t>(length);
  return true;
}

size_t SrtpReceiver::rtcpOverhead() const {
  return crypto::srtpTagSize(profile_) + kSrtcpIndexSize;
}

}  // namespace sfu::srtp
