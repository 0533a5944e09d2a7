#include "dtls/keying_material.h"

#include <openssl/crypto.h>

#include <array>
#include <string_view>

#include "base/bytes.h"

namespace sfu::dtls {
namespace {

using crypto::MasterKey;
using crypto::SrtpProfile;

// RFC 5764, section 4.2; without a context.
constexpr std::string_view kLabel = "EXTRACTOR-dtls_srtp";
constexpr size_t kMaxSize = 2 * (32 + 14);

std::optional<SrtpProfile> agreedProfile(SSL& ssl) {
  const SRTP_PROTECTION_PROFILE* agreed = SSL_get_selected_srtp_profile(&ssl);
  if (agreed == nullptr) return std::nullopt;
  for (const SrtpProfile profile : {SrtpProfile::kAeadAes128Gcm, SrtpProfile::kAeadAes256Gcm,
                                    SrtpProfile::kAesCm128HmacSha1_80}) {
    if (agreed->id == static_cast<unsigned long>(profile)) return profile;
  }
  return std::nullopt;
}

std::vector<uint8_t> copyOf(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::optional<crypto::SrtpKeys> exportSrtpKeys(SSL& ssl) {
  const auto profile = agreedProfile(ssl);
  if (!profile) return std::nullopt;

  const size_t keySize = crypto::masterKeySize(*profile);
  const size_t saltSize = crypto::masterSaltSize(*profile);
  std::array<uint8_t, kMaxSize> material;
  if (SSL_export_keying_material(&ssl, material.data(), 2 * (keySize + saltSize), kLabel.data(),
                                 kLabel.size(), nullptr, 0, 0) != 1) {
    return std::nullopt;
  }

  // Client key, server key, client salt, server salt.
  ByteReader reader(material);
  MasterKey client;
  MasterKey server;
  client.key = copyOf(reader.take(keySize));
  server.key = copyOf(reader.take(keySize));
  client.salt = copyOf(reader.take(saltSize));
  server.salt = copyOf(reader.take(saltSize));
  OPENSSL_cleanse(material.data(), material.size());

  if (SSL_is_server(&ssl) == 1) return crypto::SrtpKeys{*profile, server, client};
  return crypto::SrtpKeys{*profile, client, server};
}

}  // namespace sfu::dtls
