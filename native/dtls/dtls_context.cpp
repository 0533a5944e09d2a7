#include "dtls/dtls_context.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <string>

#include "dtls/datagram_bio.h"

namespace sfu::dtls {
namespace {

using crypto::SrtpProfile;

constexpr std::array kProfiles = {SrtpProfile::kAeadAes128Gcm, SrtpProfile::kAeadAes256Gcm,
                                  SrtpProfile::kAesCm128HmacSha1_80};

// RFC 8827, section 6.5, has every WebRTC endpoint speak the first of them. RSA
// is for certificates that were given to us, and for peers that have one.
constexpr const char* kCipherSuites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";
// The curves of certificates count too: an ECDSA key outside the list is refused.
constexpr const char* kGroups = "X25519:P-256:P-384";

// Distributions differ in their default (Debian has 2). At 1, peers with RSA
// keys of 1024 bits, as old browsers made them, may join, while SHA-1 does not
// pass in the handshake's own signatures. What the certificate itself is signed
// with does not matter: nobody trusts a self-signed signature.
constexpr int kSecurityLevel = 1;

// No tickets and no renegotiation: an association begins with a full handshake
// and has one. The MTU is ours to say, not the BIO's.
constexpr uint64_t kOptions = SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_QUERY_MTU |
                              SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE;

std::string namesOf(std::span<const SrtpProfile> profiles) {
  std::string names;
  for (const SrtpProfile profile : profiles) {
    if (!names.empty()) names += ':';
    switch (profile) {
      case SrtpProfile::kAeadAes128Gcm:
        names += "SRTP_AEAD_AES_128_GCM";
        break;
      case SrtpProfile::kAeadAes256Gcm:
        names += "SRTP_AEAD_AES_256_GCM";
        break;
      case SrtpProfile::kAesCm128HmacSha1_80:
        names += "SRTP_AES128_CM_SHA1_80";
        break;
    }
  }
  return names;
}

/// Every certificate passes here: DtlsSession compares the fingerprint, which
/// may come after the handshake, and no chain is ever built.
int acceptCertificate(X509_STORE_CTX*, void*) {
  return 1;
}

bool configure(SSL_CTX* context, std::span<const SrtpProfile> profiles) {
  SSL_CTX_set_security_level(context, kSecurityLevel);
  SSL_CTX_set_options(context, kOptions);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(context, acceptCertificate, nullptr);
  return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, DTLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, kCipherSuites) == 1 &&
         SSL_CTX_set1_groups_list(context, kGroups) == 1 &&
         // This one says 0 when it is content.
         SSL_CTX_set_tlsext_use_srtp(context, namesOf(profiles).c_str()) == 0;
}

}  // namespace

void DtlsContext::FreeSslContext::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}
void DtlsContext::FreeBioMethod::operator()(bio_method_st* method) const {
  BIO_meth_free(method);
}

Result<std::unique_ptr<DtlsContext>> DtlsContext::create(const crypto::Certificate& certificate) {
  return create(certificate, kProfiles);
}

Result<std::unique_ptr<DtlsContext>> DtlsContext::create(
    const crypto::Certificate& certificate, std::span<const crypto::SrtpProfile> profiles) {
  std::unique_ptr<DtlsContext> context(new DtlsContext());
  context->bioMethod_.reset(newDatagramMethod());
  context->sslContext_.reset(SSL_CTX_new(DTLS_method()));
  SSL_CTX* ssl = context->sslContext_.get();
  const bool configured = context->bioMethod_ && ssl && configure(ssl, profiles);
  // Copies of the references, not of the key: SSL_CTX counts them itself.
  const bool hasCertificate = configured && SSL_CTX_use_certificate(ssl, certificate.x509()) == 1 &&
                              SSL_CTX_use_PrivateKey(ssl, certificate.key()) == 1;
  ERR_clear_error();
  if (!configured) return Failure::unsupported("OpenSSL does not take our settings of DTLS");
  if (!hasCertificate) return Failure::invalidParameters("OpenSSL refuses the DTLS certificate");
  return context;
}

}  // namespace sfu::dtls
