// The sending side of SRTP: many packets, many keys, one batch.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "crypto/srtp_cipher.h"

namespace sfu::srtp {

class SrtpSender;

/// One packet to protect: header + payload → out.
struct ProtectJob {
  SrtpSender* sender;      // keys and roll-over counters of the destination
  const uint8_t* header;   // RTP header with CSRCs and extensions: authenticated, not encrypted
  uint16_t headerSize;     // 12 at least
  const uint8_t* payload;  // shared plaintext, is never written
  uint16_t payloadSize;    // with RTP padding, if there is any
  uint8_t* out;            // headerSize + payloadSize + sender->overhead() bytes are written here
};

/// Protects RTP in batches; one per worker. RFC 3711, section 3.3; RFC 7714, section 9.
///
/// The back end is intel-ipsec-mb where build and CPU have it, else OpenSSL.
/// It is asked once per run of packets: there is no virtual call per packet.
/// RTCP and everything that comes in is SrtpReceiver's business.
class Cipher {
 public:
  static std::unique_ptr<Cipher> create(bool allowIpsecMb = true);
  ~Cipher();
  Cipher(const Cipher&) = delete;
  Cipher& operator=(const Cipher&) = delete;

  /// "ipsec-mb" or "openssl", for the log and for statistics.
  std::string_view name() const { return backEnd_->name(); }

  /// Protects the whole batch; packet indexes are given in the order of `jobs`.
  ///
  /// One pass: the header is copied, the payload encrypted from the shared
  /// buffer straight into `out`. `out` may overlap neither header nor payload; only a
  /// payload that stands at `out + headerSize` already is encrypted in place.
  /// Allocates nothing, but for the first packet of an SSRC.
  void protect(std::span<const ProtectJob> jobs);

 private:
  friend class SrtpSender;
  explicit Cipher(std::unique_ptr<crypto::SrtpCipher> backEnd);
  crypto::SealJob sealJob(const ProtectJob& job) const;

  std::unique_ptr<crypto::SrtpCipher> backEnd_;
  std::array<crypto::SealJob, crypto::SrtpCipher::kMaxBatch> run_;
};

}  // namespace sfu::srtp
