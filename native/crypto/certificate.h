// The certificate by which a worker is known to its peers.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/fingerprint.h"

// OpenSSL's X509 and EVP_PKEY, so that who includes this file does not include OpenSSL.
struct x509_st;
struct evp_pkey_st;

namespace sfu::crypto {

struct FreeX509 {
  void operator()(x509_st* certificate) const;
};
struct FreeKey {
  void operator()(evp_pkey_st* key) const;
};
using X509Ptr = std::unique_ptr<x509_st, FreeX509>;
using KeyPtr = std::unique_ptr<evp_pkey_st, FreeKey>;

/// A certificate with its private key. RFC 8827, section 6.5: self-signed will
/// do, because peers trust the fingerprint in the signalling and nothing else.
///
/// Neither the validity dates nor a chain are ever checked here.
class Certificate {
 public:
  /// ECDSA with P-256, signed with SHA-256, valid from a day before `now` (clocks
  /// differ) for a year. `random` gives the serial number; the key comes from
  /// OpenSSL's own generator.
  static Result<Certificate> generate(Random& random, Time now);

  /// ECDSA with P-256 or P-384, or RSA of at least 2048 bits: what browsers
  /// accept. Of several certificates in the text the first one counts.
  static Result<Certificate> fromPem(std::string_view certificatePem, std::string_view keyPem);

  std::string fingerprint(FingerprintAlgorithm algorithm) const;
  /// The certificate without its key.
  std::string pem() const;

  x509_st* x509() const { return x509_.get(); }
  evp_pkey_st* key() const { return key_.get(); }

 private:
  Certificate(X509Ptr x509, KeyPtr key) : x509_(std::move(x509)), key_(std::move(key)) {}

  X509Ptr x509_;
  KeyPtr key_;
};

/// The two encodings of a certificate, ours or a peer's.
std::vector<uint8_t> derOf(const x509_st& certificate);
std::string pemOf(const x509_st& certificate);

}  // namespace sfu::crypto
