// How the keys of one destination come about.
#include "srtp/srtp_sender.h"

#include "srtp/cipher.h"

namespace sfu::srtp {

Result<std::unique_ptr<SrtpSender>> SrtpSender::create(crypto::SrtpProfile profile,
                                                       const crypto::MasterKey& local,
                                                       Cipher& cipher) {
  const auto keys = crypto::deriveSrtpSessionKeys(profile, local);
  if (!keys) return keys.failure();
  return std::unique_ptr<SrtpSender>(
      new SrtpSender(cipher.backEnd_->prepare(keys.value()), cipher));
}

SrtpSender::SrtpSender(std::unique_ptr<crypto::SrtpCipherKey> key, const Cipher& cipher)
    : key_(std::move(key)), cipher_(&cipher) {}

}  // namespace sfu::srtp
