#include "crypto/srtp_kdf.h"

#include "test/kit/check.h"

using namespace sfu;
using crypto::MasterKey;
using crypto::SrtpKeyLabel;
using crypto::SrtpProfile;

namespace {

std::vector<uint8_t> fromHex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(digit(hex[i]) << 4 | digit(hex[i + 1])));
  }
  return bytes;
}

std::vector<uint8_t> derive(const MasterKey& master, SrtpKeyLabel label, size_t size) {
  std::vector<uint8_t> key(size);
  REQUIRE(deriveSrtpKey(master, label, key));
  return key;
}

TEST_CASE("deriveSrtpKey gives the keys of RFC 3711, appendix B.3") {
  const MasterKey master{.key = fromHex("E1F97A0D3E018BE0D64FA32C06DE4139"),
                         .salt = fromHex("0EC675AD498AFEEBB6960B3AABE6")};

  CHECK(derive(master, SrtpKeyLabel::kRtpEncryption, 16) ==
        fromHex("C61E7A93744F39EE10734AFE3FF7A087"));
  CHECK(derive(master, SrtpKeyLabel::kRtpSalt, 14) == fromHex("30CBBC08863D8C85D49DB34A9AE1"));
  CHECK(derive(master, SrtpKeyLabel::kRtpAuthentication, 20) ==
        fromHex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
}

TEST_CASE("deriveSrtpKey gives the AES-256 keys of RFC 6188, section 7.2") {
  const MasterKey master{
      .key = fromHex("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6"),
      .salt = fromHex("3b04803de51ee7c96423ab5b78d2")};

  CHECK(derive(master, SrtpKeyLabel::kRtpEncryption, 32) ==
        fromHex("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4"));
  CHECK(derive(master, SrtpKeyLabel::kRtpSalt, 14) == fromHex("fa31791685ca444a9e07c6c64e93"));
  CHECK(derive(master, SrtpKeyLabel::kRtpAuthentication, 20) ==
        fromHex("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05"));
}

TEST_CASE("deriveSrtpKey takes twelve bytes of salt for fourteen that end in zeros") {
  const MasterKey twelve{.key = std::vector<uint8_t>(16, 7), .salt = std::vector<uint8_t>(12, 9)};
  MasterKey fourteen = twelve;
  fourteen.salt.resize(14);

  CHECK(derive(twelve, SrtpKeyLabel::kRtpSalt, 12) == derive(fourteen, SrtpKeyLabel::kRtpSalt, 12));
}

TEST_CASE("deriveSrtpKey refuses sizes that no profile has") {
  std::vector<uint8_t> out(16);
  const auto bytes = [](size_t size) { return std::vector<uint8_t>(size); };

  CHECK_FALSE(deriveSrtpKey({.key = bytes(15), .salt = bytes(14)}, SrtpKeyLabel::kRtpSalt, out));
  CHECK_FALSE(deriveSrtpKey({.key = bytes(16), .salt = bytes(13)}, SrtpKeyLabel::kRtpSalt, out));
  CHECK_FALSE(deriveSrtpKey({.key = {}, .salt = {}}, SrtpKeyLabel::kRtpSalt, out));
}

TEST_CASE("deriveSrtpSessionKeys refuses a master key of another profile") {
  const MasterKey master{.key = std::vector<uint8_t>(16), .salt = std::vector<uint8_t>(12)};

  CHECK(deriveSrtpSessionKeys(SrtpProfile::kAeadAes128Gcm, master).ok());
  const auto refused = deriveSrtpSessionKeys(SrtpProfile::kAeadAes256Gcm, master);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.failure().code == "INVALID_PARAMETERS");
}

}  // namespace
