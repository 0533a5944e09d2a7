#include "crypto/certificate.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <limits>

#include "base/assert.h"

namespace sfu::crypto {
namespace {

constexpr std::string_view kCommonName = "crosspoint";
constexpr Duration kBackdated = std::chrono::hours(24);
constexpr Duration kLifetime = std::chrono::hours(365 * 24);
constexpr int kMinRsaBits = 2048;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using BioPtr = std::unique_ptr<BIO, FreeBio>;

BioPtr readerOf(std::string_view text) {
  if (text.size() > static_cast<size_t>(std::numeric_limits<int>::max())) return nullptr;
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// OpenSSL asks for a passphrase on the terminal unless it is told that there is none.
int noPassphrase(char*, int, int, void*) {
  return -1;
}

time_t secondsOf(Time time) {
  return static_cast<time_t>(
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

/// Up to 20 bytes and positive. RFC 5280, section 4.1.2.2.
bool setSerial(X509& x509, Random& random) {
  std::array<uint8_t, 16> bytes;
  random.fill(bytes);
  bytes[0] = static_cast<uint8_t>((bytes[0] & 0x7f) | 0x40);
  BIGNUM* number = BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr);
  const bool done =
      number != nullptr && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(&x509)) != nullptr;
  BN_free(number);
  return done;
}

/// Issuer and subject are the same: that is what self-signed means.
bool setNames(X509& x509) {
  X509_NAME* name = X509_get_subject_name(&x509);
  const auto* text = reinterpret_cast<const unsigned char*>(kCommonName.data());
  return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text,
                                    static_cast<int>(kCommonName.size()), -1, 0) == 1 &&
         X509_set_issuer_name(&x509, name) == 1;
}

bool setDates(X509& x509, Time now) {
  return ASN1_TIME_set(X509_getm_notBefore(&x509), secondsOf(now - kBackdated)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(&x509), secondsOf(now + kLifetime)) != nullptr;
}

bool isCurveOfBrowsers(const EVP_PKEY& key) {
  std::array<char, 64> name{};
  size_t size = 0;
  if (EVP_PKEY_get_group_name(&key, name.data(), name.size(), &size) != 1) return false;
  const std::string_view group(name.data(), size);
  return group == SN_X9_62_prime256v1 || group == SN_secp384r1;
}

/// Why peers would not accept this key, or nothing.
std::optional<Failure> fault(const EVP_PKEY& key) {
  if (EVP_PKEY_is_a(&key, "RSA") == 1) {
    if (EVP_PKEY_get_bits(&key) >= kMinRsaBits) return std::nullopt;
    return Failure::unsupported("an RSA key for DTLS needs at least 2048 bits");
  }
  if (EVP_PKEY_is_a(&key, "EC") == 1 && isCurveOfBrowsers(key)) return std::nullopt;
  return Failure::unsupported("a key for DTLS is ECDSA with P-256 or P-384, or RSA");
}

}  // namespace

void FreeX509::operator()(x509_st* certificate) const {
  X509_free(certificate);
}
void FreeKey::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

Result<Certificate> Certificate::generate(Random& random, Time now) {
  KeyPtr key(EVP_EC_gen("P-256"));
  X509Ptr x509(X509_new());
  constexpr long kVersion3 = 2;
  if (!key || !x509 || X509_set_version(x509.get(), kVersion3) != 1 || !setSerial(*x509, random) ||
      !setNames(*x509) || !setDates(*x509, now) || X509_set_pubkey(x509.get(), key.get()) != 1 ||
      X509_sign(x509.get(), key.get(), EVP_sha256()) == 0) {
    ERR_clear_error();
    return Failure::unsupported("OpenSSL could not make an ECDSA certificate");
  }
  return Certificate(std::move(x509), std::move(key));
}

Result<Certificate> Certificate::fromPem(std::string_view certificatePem, std::string_view keyPem) {
  const BioPtr certificateText = readerOf(certificatePem);
  const BioPtr keyText = readerOf(keyPem);
  X509Ptr x509(certificateText
                   ? PEM_read_bio_X509(certificateText.get(), nullptr, noPassphrase, nullptr)
                   : nullptr);
  KeyPtr key(keyText ? PEM_read_bio_PrivateKey(keyText.get(), nullptr, noPassphrase, nullptr)
                     : nullptr);
  const bool matches = x509 && key && X509_check_private_key(x509.get(), key.get()) == 1;
  ERR_clear_error();

  if (!x509) return Failure::invalidParameters("the DTLS certificate is not readable PEM");
  if (!key) {
    return Failure::invalidParameters("the DTLS private key is not readable, unencrypted PEM");
  }
  if (!matches) {
    return Failure::invalidParameters("the DTLS private key does not belong to the certificate");
  }
  if (auto failure = fault(*key)) return *failure;
  return Certificate(std::move(x509), std::move(key));
}

std::string Certificate::fingerprint(FingerprintAlgorithm algorithm) const {
  return fingerprintOf(derOf(*x509_), algorithm);
}

std::string Certificate::pem() const {
  return pemOf(*x509_);
}

std::vector<uint8_t> derOf(const x509_st& certificate) {
  const int size = i2d_X509(&certificate, nullptr);
  SFU_ASSERT(size > 0);
  std::vector<uint8_t> der(static_cast<size_t>(size));
  uint8_t* end = der.data();
  SFU_ASSERT(i2d_X509(&certificate, &end) == size);
  return der;
}

std::string pemOf(const x509_st& certificate) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  SFU_ASSERT(bio && PEM_write_bio_X509(bio.get(), &certificate) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<size_t>(size)};
}

}  // namespace sfu::crypto
