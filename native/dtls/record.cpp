#include "dtls/record.h"

namespace sfu::dtls {
namespace {

// A ClientHello may come in a record of DTLS 1.0 although it offers 1.2.
constexpr uint16_t kDtls10 = 0xfeff;
constexpr uint16_t kDtls12 = 0xfefd;

bool isKnown(uint8_t type) {
  return type >= static_cast<uint8_t>(ContentType::kChangeCipherSpec) &&
         type <= static_cast<uint8_t>(ContentType::kApplicationData);
}

}  // namespace

std::optional<std::vector<Record>> parseRecords(Bytes datagram) {
  std::vector<Record> records;
  for (Bytes rest = datagram; !rest.empty();) {
    ByteReader reader(rest);
    const uint8_t type = reader.u8();
    const uint16_t version = reader.u16();
    const uint16_t epoch = reader.u16();
    reader.take(6);  // The sequence number is OpenSSL's business.
    const Bytes fragment = reader.take(reader.u16());
    if (!reader.ok()) return std::nullopt;

    const Bytes whole = rest.first(Record::kHeaderSize + fragment.size());
    rest = rest.subspan(whole.size());
    if (!isKnown(type)) continue;
    if (version != kDtls10 && version != kDtls12) return std::nullopt;
    records.push_back({static_cast<ContentType>(type), epoch, whole, fragment});
  }
  if (records.empty()) return std::nullopt;
  return records;
}

std::optional<std::vector<HandshakeFragment>> parseHandshake(Bytes fragment) {
  std::vector<HandshakeFragment> fragments;
  ByteReader reader(fragment);
  do {
    const uint8_t type = reader.u8();
    const uint32_t messageLength = reader.u24();
    const uint16_t messageSequence = reader.u16();
    const uint32_t offset = reader.u24();
    const uint32_t length = reader.u24();
    const Bytes body = reader.take(length);
    if (!reader.ok() || offset + length > messageLength) return std::nullopt;
    fragments.push_back({type, messageSequence, messageLength, offset, body});
  } while (reader.remaining() > 0);
  return fragments;
}

std::vector<HandshakeFragment> Record::handshakeMessages() const {
  if (type != ContentType::kHandshake || epoch > 0) return {};
  return parseHandshake(fragment).value_or(std::vector<HandshakeFragment>());
}

std::optional<Bytes> HandshakeFragment::clientRandom() const {
  constexpr size_t kVersionSize = 2;
  constexpr size_t kRandomSize = 32;
  if (type != kClientHello || offset > 0 || body.size() < kVersionSize + kRandomSize) {
    return std::nullopt;
  }
  return body.subspan(kVersionSize, kRandomSize);
}

}  // namespace sfu::dtls
