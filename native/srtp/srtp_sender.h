// What the sending side keeps per destination.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "crypto/srtp_cipher.h"
#include "crypto/srtp_keys.h"
#include "srtp/rollover_counters.h"

namespace sfu::srtp {

class Cipher;

/// Keys and roll-over counters of one transport's outgoing RTP. One per
/// transport; it lives and dies with the transport's DTLS association.
///
/// It protects nothing itself: name it in a ProtectJob and hand that to the
/// Cipher it was created with, which must outlive it.
///
/// The caller guarantees that no (SSRC, sequence number) is sent twice with
/// different bytes, since that would repeat a nonce: retransmissions go over RTX
/// (RFC 4588), or repeat header, extensions and padding to the byte. What slips
/// through shows in reusedIndexes().
class SrtpSender {
 public:
  static Result<std::unique_ptr<SrtpSender>> create(crypto::SrtpProfile profile,
                                                    const crypto::MasterKey& local, Cipher& cipher);
  SrtpSender(const SrtpSender&) = delete;
  SrtpSender& operator=(const SrtpSender&) = delete;

  crypto::SrtpProfile profile() const { return key_->profile(); }
  /// By how many bytes protection lengthens a packet: the size of the tag.
  size_t overhead() const { return crypto::srtpTagSize(profile()); }

  /// How often an index was used again within sixty-four packets of its stream.
  /// Zero in a sound session that retransmits over RTX only.
  uint64_t reusedIndexes() const { return counters_.reused(); }

 private:
  friend class Cipher;
  SrtpSender(std::unique_ptr<crypto::SrtpCipherKey> key, const Cipher& cipher);

  std::unique_ptr<crypto::SrtpCipherKey> key_;
  RolloverCounters counters_;
  const Cipher* cipher_;
};

}  // namespace sfu::srtp
