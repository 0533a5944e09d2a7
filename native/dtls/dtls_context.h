// What all DTLS sessions of a worker share: certificate, cipher suites, SRTP profiles.
#pragma once
#include <memory>
#include <span>

#include "base/result.h"
#include "crypto/certificate.h"
#include "crypto/srtp_keys.h"

// OpenSSL's SSL_CTX and BIO_METHOD, so that who includes this file does not include OpenSSL.
struct ssl_ctx_st;
struct bio_method_st;

namespace sfu::dtls {

/// The settings of our side of DTLS-SRTP: DTLS 1.2 (RFC 6347), ECDHE with AEAD
/// only, certificates from both sides (RFC 5763, section 5), no resumption, no
/// renegotiation.
///
/// The peer's certificate is asked for but not judged here: DtlsSession compares
/// its fingerprint. One a worker; must outlive its sessions.
class DtlsContext {
 public:
  /// With our order of SRTP profiles: AEAD_AES_128_GCM, the cheapest, first.
  static Result<std::unique_ptr<DtlsContext>> create(const crypto::Certificate& certificate);

  /// With the given SRTP profiles. As the server our order decides.
  static Result<std::unique_ptr<DtlsContext>> create(const crypto::Certificate& certificate,
                                                     std::span<const crypto::SrtpProfile> profiles);

  DtlsContext(const DtlsContext&) = delete;
  DtlsContext& operator=(const DtlsContext&) = delete;

  ssl_ctx_st* sslContext() const { return sslContext_.get(); }
  const bio_method_st* bioMethod() const { return bioMethod_.get(); }

 private:
  struct FreeSslContext {
    void operator()(ssl_ctx_st* context) const;
  };
  struct FreeBioMethod {
    void operator()(bio_method_st* method) const;
  };
  DtlsContext() = default;

  std::unique_ptr<bio_method_st, FreeBioMethod> bioMethod_;
  std::unique_ptr<ssl_ctx_st, FreeSslContext> sslContext_;
};

}  // namespace sfu::dtls
