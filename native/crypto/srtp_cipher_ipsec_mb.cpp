// SRTP with intel-ipsec-mb. Compiles to "not here" in builds without the library.
#include "crypto/srtp_cipher_ipsec_mb.h"

#if defined(SFU_HAVE_IPSEC_MB) && SFU_HAVE_IPSEC_MB
#include <intel-ipsec-mb.h>
// The synchronous bursts that this file is made of came with 1.3.
#if IMB_VERSION_NUM >= IMB_VERSION(1, 3, 0)
#define SFU_USE_IPSEC_MB 1
#endif
#endif

#ifdef SFU_USE_IPSEC_MB
#include <array>
#include <cstring>

#include "base/assert.h"
#include "crypto/srtp_iv.h"
#include "crypto/wipe.h"

namespace sfu::crypto {
namespace {

template <class T>
MutableBytes bytesIn(T& value) {
  return {reinterpret_cast<uint8_t*>(&value), sizeof value};
}

constexpr size_t kSha1Size = 20;

struct FreeManager {
  void operator()(IMB_MGR* manager) const { free_mb_mgr(manager); }
};
using Manager = std::unique_ptr<IMB_MGR, FreeManager>;

struct AeadKey final : SrtpCipherKey {
  AeadKey(IMB_MGR& manager, const SrtpSessionKeys& keys) : SrtpCipherKey(keys) {
    if (keys.profile == SrtpProfile::kAeadAes256Gcm) {
      IMB_AES256_GCM_PRE(&manager, keys.encryption.data(), &expanded);
    } else {
      IMB_AES128_GCM_PRE(&manager, keys.encryption.data(), &expanded);
    }
  }
  ~AeadKey() override { wipe(bytesIn(expanded)); }

  // The header aligns its own types only where LINUX is defined.
  alignas(64) gcm_key_data expanded;
};

struct CounterModeKey final : SrtpCipherKey {
  CounterModeKey(IMB_MGR& manager, const SrtpSessionKeys& keys) : SrtpCipherKey(keys) {
    alignas(16) uint8_t unused[sizeof expanded];
    IMB_AES_KEYEXP_128(&manager, keys.encryption.data(), expanded, unused);
    wipe(unused);
    hashKeyBlock(manager, keys.authentication, 0x36, inner);
    hashKeyBlock(manager, keys.authentication, 0x5c, outer);
  }
  ~CounterModeKey() override {
    wipe(expanded);
    wipe(inner);
    wipe(outer);
  }

  /// The half of HMAC that depends on the key alone. RFC 2104, section 4.
  static void hashKeyBlock(IMB_MGR& manager, const std::array<uint8_t, 20>& key, uint8_t pad,
                           uint8_t (&state)[kSha1Size]) {
    std::array<uint8_t, 64> block;
    block.fill(pad);
    for (size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
    IMB_SHA1_ONE_BLOCK(&manager, block.data(), state);
    wipe(block);
  }

  alignas(16) uint8_t expanded[16 * 11];
  alignas(16) uint8_t inner[kSha1Size];
  alignas(16) uint8_t outer[kSha1Size];
};

class IpsecMbSrtpCipher final : public SrtpCipher {
 public:
  IpsecMbSrtpCipher(Manager manager, Manager narrow, size_t lanes)
      : manager_(std::move(manager)), narrow_(std::move(narrow)), lanes_(lanes) {
    for (size_t i = 0; i < kMaxBatch; ++i) setConstants(i);
  }

  std::string_view name() const override { return "ipsec-mb"; }

  std::unique_ptr<SrtpCipherKey> prepare(const SrtpSessionKeys& keys) override {
    if (keys.profile == SrtpProfile::kAesCm128HmacSha1_80) {
      return std::make_unique<CounterModeKey>(*manager_, keys);
    }
    return std::make_unique<AeadKey>(*manager_, keys);
  }

  void seal(std::span<const SealJob> jobs) override {
    SFU_ASSERT(jobs.size() <= kMaxBatch);
    // Jobs without payload have nothing to encrypt, so they gather at the far end.
    size_t front = 0;
    size_t back = kMaxBatch;
    for (const SealJob& job : jobs) {
      std::memcpy(job.out, job.header, job.headerSize);
      if (job.key->profile() != SrtpProfile::kAesCm128HmacSha1_80) {
        sealAead(job);
      } else {
        enter(job, job.payloadSize > 0 ? front++ : --back);
      }
    }
    encrypt(front);
    authenticate(0, front);
    authenticate(back, kMaxBatch - back);
  }

 private:
  /// RFC 7714, section 9.1.
  void sealAead(const SealJob& job) {
    const auto& key = static_cast<const AeadKey&>(*job.key);
    uint8_t iv[12];
    writeAeadIv(key.salt(), job.ssrc, job.index, iv);
    uint8_t* ciphertext = job.out + job.headerSize;
    const auto seal =
        key.profile() == SrtpProfile::kAeadAes256Gcm ? manager_->gcm256_enc : manager_->gcm128_enc;
    seal(&key.expanded, &aeadState_, ciphertext, job.payload, job.payloadSize, iv, job.header,
         job.headerSize, ciphertext + job.payloadSize, 16);
  }

  /// Fills the slot of an AES-CM job. RFC 3711, sections 4.1.1 and 4.2.
  void enter(const SealJob& job, size_t slot) {
    const auto& key = static_cast<const CounterModeKey&>(*job.key);
    writeCounterIv(key.salt(), job.ssrc, job.index, ivs_[slot]);
    uint8_t* ciphertext = job.out + job.headerSize;
    // Authenticated but not sent: the tag takes its place in the end.
    writeRolloverCounter(job.index, ciphertext + job.payloadSize);

    IMB_JOB& encryption = encryptions_[slot];
    encryption.enc_keys = key.expanded;
    encryption.src = job.payload;
    encryption.dst = ciphertext;
    encryption.msg_len_to_cipher_in_bytes = job.payloadSize;

    IMB_JOB& hash = hashes_[slot];
    hash.src = job.out;
    hash.msg_len_to_hash_in_bytes = job.headerSize + size_t{job.payloadSize} + 4;
    hash.u.HMAC._hashed_auth_key_xor_ipad = key.inner;
    hash.u.HMAC._hashed_auth_key_xor_opad = key.outer;
  }

  void encrypt(size_t count) {
    if (count == 0) return;
    const uint32_t done = IMB_SUBMIT_CIPHER_BURST_NOCHECK(
        manager_.get(), encryptions_.data(), static_cast<uint32_t>(count), IMB_CIPHER_CNTR,
        IMB_DIR_ENCRYPT, IMB_KEY_128_BYTES);
    SFU_ASSERT(done == count);
  }

  /// HMACs go side by side, so that one costs as much as all lanes full. What
  /// would leave most lanes empty is cheaper with the SHA instructions.
  void authenticate(size_t first, size_t count) {
    const size_t rest = count % lanes_;
    const size_t narrow = narrow_ && rest <= lanes_ / 2 ? rest : 0;
    hash(*manager_, first, count - narrow);
    if (narrow > 0) hash(*narrow_, first + count - narrow, narrow);
  }

  void hash(IMB_MGR& manager, size_t first, size_t count) {
    if (count == 0) return;
    const uint32_t done = IMB_SUBMIT_HASH_BURST_NOCHECK(
        &manager, hashes_.data() + first, static_cast<uint32_t>(count), IMB_AUTH_HMAC_SHA_1);
    SFU_ASSERT(done == count);
    for (size_t slot = first; slot < first + count; ++slot) {
      const IMB_JOB& job = hashes_[slot];
      uint8_t* tag = const_cast<uint8_t*>(job.src) + job.msg_len_to_hash_in_bytes - 4;
      std::memcpy(tag, digests_[slot], srtpTagSize(SrtpProfile::kAesCm128HmacSha1_80));
    }
  }

  void setConstants(size_t slot) {
    IMB_JOB& encryption = encryptions_[slot];
    encryption = {};
    encryption.cipher_mode = IMB_CIPHER_CNTR;
    encryption.cipher_direction = IMB_DIR_ENCRYPT;
    encryption.key_len_in_bytes = IMB_KEY_128_BYTES;
    encryption.iv = ivs_[slot];
    encryption.iv_len_in_bytes = sizeof ivs_[slot];
    encryption.hash_alg = IMB_AUTH_NULL;

    IMB_JOB& hash = hashes_[slot];
    hash = {};
    hash.cipher_mode = IMB_CIPHER_NULL;
    hash.hash_alg = IMB_AUTH_HMAC_SHA_1;
    // The library writes twelve or twenty bytes, SRTP wants ten.
    hash.auth_tag_output = digests_[slot];
    hash.auth_tag_output_len_in_bytes = sizeof digests_[slot];
  }

  Manager manager_;
  Manager narrow_;  // null where the wide one is no slower for few packets
  size_t lanes_;    // how many HMACs manager_ does at a time
  alignas(64) gcm_context_data aeadState_{};
  std::array<IMB_JOB, kMaxBatch> encryptions_;
  std::array<IMB_JOB, kMaxBatch> hashes_;
  alignas(16) uint8_t ivs_[kMaxBatch][16];
  uint8_t digests_[kMaxBatch][kSha1Size];
};

size_t lanesOf(IMB_ARCH architecture) {
  switch (architecture) {
    case IMB_ARCH_AVX512:
      return 16;
    case IMB_ARCH_AVX2:
      return 8;
    default:
      return 4;
  }
}

/// A manager that does HMAC-SHA1 two at a time with the SHA instructions, if
/// the CPU has them and `wide` does not use them itself.
Manager makeNarrowManager(const IMB_MGR& wide, IMB_ARCH architecture) {
  if (architecture < IMB_ARCH_AVX2 || !(wide.features & IMB_FEATURE_SHANI)) return nullptr;
  Manager narrow(alloc_mb_mgr(0));
  if (!narrow) return nullptr;
  init_mb_mgr_sse(narrow.get());
  return imb_get_errno(narrow.get()) == 0 ? std::move(narrow) : nullptr;
}

}  // namespace

std::unique_ptr<SrtpCipher> makeIpsecMbSrtpCipher() {
  // An older library than the one we were compiled against has a shorter table of functions.
  if (imb_get_version() < IMB_VERSION(1, 3, 0)) return nullptr;
  Manager wide(alloc_mb_mgr(0));
  if (!wide) return nullptr;
  IMB_ARCH architecture = IMB_ARCH_NONE;
  init_mb_mgr_auto(wide.get(), &architecture);
  // Below SSE the library emulates AES in software: OpenSSL does better.
  if (architecture < IMB_ARCH_SSE || imb_get_errno(wide.get()) != 0) return nullptr;
  Manager narrow = makeNarrowManager(*wide, architecture);
  return std::make_unique<IpsecMbSrtpCipher>(std::move(wide), std::move(narrow),
                                             lanesOf(architecture));
}

}  // namespace sfu::crypto

#else

namespace sfu::crypto {

std::unique_ptr<SrtpCipher> makeIpsecMbSrtpCipher() {
  return nullptr;
}

}  // namespace sfu::crypto

#endif
