#include "crypto/certificate.h"

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <string>

#include "test/crypto/pem_fixtures.h"
#include "test/kit/check.h"

using namespace std::chrono_literals;
using namespace sfu;
using crypto::Certificate;
using crypto::FingerprintAlgorithm;

namespace {

constexpr Time kNow = Time(std::chrono::seconds(1'800'000'000));

Certificate generated(uint64_t seed) {
  SeededRandom random(seed);
  auto certificate = Certificate::generate(random, kNow);
  REQUIRE(certificate.ok());
  return std::move(*certificate);
}

std::string refusal(const std::string& certificatePem, const std::string& keyPem) {
  const auto certificate = Certificate::fromPem(certificatePem, keyPem);
  REQUIRE_FALSE(certificate.ok());
  return certificate.failure().code + ": " + certificate.failure().message;
}

TEST_CASE("A generated certificate is self-signed with its own key") {
  const Certificate certificate = generated(1);

  CHECK(X509_verify(certificate.x509(), certificate.key()) == 1);
  CHECK(EVP_PKEY_is_a(certificate.key(), "EC") == 1);
  CHECK(EVP_PKEY_get_bits(certificate.key()) == 256);
  CHECK(X509_get_signature_nid(certificate.x509()) == NID_ecdsa_with_SHA256);
}

TEST_CASE("A generated certificate is called crosspoint by itself") {
  const Certificate certificate = generated(1);

  char name[32] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.x509()), NID_commonName, name,
                            sizeof name);
  CHECK(std::string(name) == "crosspoint");
  CHECK(X509_NAME_cmp(X509_get_subject_name(certificate.x509()),
                      X509_get_issuer_name(certificate.x509())) == 0);
}

TEST_CASE("A generated certificate is valid from the day before for a year") {
  const Certificate certificate = generated(1);
  const time_t now = 1'800'000'000;
  const time_t day = 24 * 60 * 60;

  CHECK(ASN1_TIME_cmp_time_t(X509_get0_notBefore(certificate.x509()), now - day) == 0);
  CHECK(ASN1_TIME_cmp_time_t(X509_get0_notAfter(certificate.x509()), now + 365 * day) == 0);
}

TEST_CASE("A generated certificate has a serial number of its own") {
  const Certificate one = generated(1);
  const Certificate other = generated(2);

  CHECK(ASN1_INTEGER_cmp(X509_get0_serialNumber(one.x509()),
                         X509_get0_serialNumber(other.x509())) != 0);
}

TEST_CASE("A certificate survives the way through PEM") {
  const auto certificate = Certificate::fromPem(test::kEcCertificate, test::kEcKey);
  REQUIRE(certificate.ok());

  CHECK(certificate.value().pem() == test::kEcCertificate);
}

TEST_CASE("A certificate knows its fingerprint in every algorithm") {
  const auto certificate = Certificate::fromPem(test::kEcCertificate, test::kEcKey);
  REQUIRE(certificate.ok());

  // As "openssl x509 -fingerprint" prints them.
  CHECK(crypto::isSameFingerprint(certificate.value().fingerprint(FingerprintAlgorithm::kSha1),
                                  "A1:95:75:EC:22:B4:B5:58:E8:F4:84:10:D2:7D:62:9B:32:0F:A6:08"));
  CHECK(crypto::isSameFingerprint(
      certificate.value().fingerprint(FingerprintAlgorithm::kSha224),
      "10:A4:42:21:F1:A5:15:2F:46:13:7E:A8:EF:BF:2E:C5:D9:9A:1A:26:CF:EE:CD:54:E4:8A:63:68"));
  CHECK(crypto::isSameFingerprint(certificate.value().fingerprint(FingerprintAlgorithm::kSha256),
                                  "C3:AB:81:31:17:10:75:7B:16:2C:62:E6:A0:27:F4:EE:FF:5A:3E:F0:3B:"
                                  "AF:0F:32:78:F0:A9:05:9E:5F:26:46"));
  CHECK(crypto::isSameFingerprint(
      certificate.value().fingerprint(FingerprintAlgorithm::kSha384),
      "3B:A5:2F:A3:3A:6B:45:83:42:FD:2A:E6:0F:97:D0:8B:F4:07:81:35:82:7C:0A:97:5D:1A:25:3A:77:6E:"
      "71:A1:96:93:D1:E2:43:5A:08:38:D4:F5:38:68:38:6B:9A:86"));
  CHECK(
      crypto::isSameFingerprint(certificate.value().fingerprint(FingerprintAlgorithm::kSha512),
                                "F1:0E:20:C2:56:42:2A:C1:52:7D:68:D1:4D:EF:70:32:AF:87:C9:04:8F:75:"
                                "43:B1:E9:85:B8:71:84:0D:33:AC:B4:52:4F:15:76:3B:06:64:AC:6B:B0:64:"
                                "16:38:0A:06:A1:18:F1:3E:E0:06:BC:AC:5D:00:2D:CB:54:EA:F0:FA"));
}

TEST_CASE("A certificate may be RSA") {
  CHECK(Certificate::fromPem(test::kRsaCertificate, test::kRsaKey).ok());
}

TEST_CASE("A certificate that is not PEM is refused") {
  CHECK(refusal("", test::kEcKey).find("INVALID_PARAMETERS: the DTLS certificate") == 0);
  CHECK(refusal("nonsense", test::kEcKey).find("certificate is not readable") != std::string::npos);
  const std::string cut = std::string(test::kEcCertificate).substr(0, 200);
  CHECK(refusal(cut, test::kEcKey).find("certificate is not readable") != std::string::npos);
}

TEST_CASE("A key that is not PEM is refused") {
  CHECK(refusal(test::kEcCertificate, "nonsense").find("private key is not readable") !=
        std::string::npos);
}

TEST_CASE("A key under a passphrase is refused without asking for it") {
  CHECK(refusal(test::kEcCertificate, test::kEncryptedEcKey).find("unencrypted") !=
        std::string::npos);
}

TEST_CASE("A key of another certificate is refused") {
  CHECK(refusal(test::kEcCertificate, test::kRsaKey).find("does not belong") != std::string::npos);
}

TEST_CASE("A key that browsers do not do is refused") {
  CHECK(refusal(test::kEd25519Certificate, test::kEd25519Key).find("UNSUPPORTED") == 0);
  CHECK(refusal(test::kSmallRsaCertificate, test::kSmallRsaKey).find("2048 bits") !=
        std::string::npos);
}

}  // namespace
