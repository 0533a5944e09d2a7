// From packets with senders to packets with keys and indexes, a run at a time.
#include "srtp/cipher.h"

#include <algorithm>

#include "base/assert.h"
#include "crypto/srtp_cipher_ipsec_mb.h"
#include "crypto/srtp_cipher_openssl.h"
#include "srtp/srtp_sender.h"

namespace sfu::srtp {

std::unique_ptr<Cipher> Cipher::create(bool allowIpsecMb) {
  auto backEnd = allowIpsecMb ? crypto::makeIpsecMbSrtpCipher() : nullptr;
  if (!backEnd) backEnd = crypto::makeOpenSslSrtpCipher();
  return std::unique_ptr<Cipher>(new Cipher(std::move(backEnd)));
}

Cipher::Cipher(std::unique_ptr<crypto::SrtpCipher> backEnd) : backEnd_(std::move(backEnd)) {}

Cipher::~Cipher() = default;

void Cipher::protect(std::span<const ProtectJob> jobs) {
  while (!jobs.empty()) {
    const size_t count = std::min(jobs.size(), run_.size());
    for (size_t i = 0; i < count; ++i) run_[i] = sealJob(jobs[i]);
    backEnd_->seal({run_.data(), count});
    jobs = jobs.subspan(count);
  }
}

crypto::SealJob Cipher::sealJob(const ProtectJob& job) const {
  // A key of another back end would be read as what it is not.
  SFU_ASSERT(job.sender->cipher_ == this && job.headerSize >= 12);
  const uint8_t* header = job.header;
  const auto number = SequenceNumber(static_cast<uint16_t>(header[2] << 8 | header[3]));
  const uint32_t ssrc = uint32_t{header[8]} << 24 | uint32_t{header[9]} << 16 |
                        uint32_t{header[10]} << 8 | header[11];
  return {.key = job.sender->key_.get(),
          .header = header,
          .payload = job.payload,
          .out = job.out,
          .index = job.sender->counters_.indexOf(Ssrc(ssrc), number),
          .ssrc = ssrc,
          .headerSize = job.headerSize,
          .payloadSize = job.payloadSize};
}

}  // namespace sfu::srtp
