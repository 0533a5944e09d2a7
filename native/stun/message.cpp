#include "stun/message.h"

#include <algorithm>

#include "crypto/crc32.h"
#include "crypto/hmac.h"

namespace sfu::stun {

namespace {

constexpr size_t kAttributeHeaderSize = 4;
constexpr size_t kIntegritySize = 20;
constexpr size_t kFingerprintSize = 4;
constexpr uint32_t kFingerprintMask = 0x5354554e;  // "STUN"
constexpr uint32_t kMaxNomination = 0xffffff;      // 24 bits
constexpr uint8_t kFamilyIpv4 = 1;
constexpr uint8_t kFamilyIpv6 = 2;

constexpr size_t paddingAfter(size_t size) {
  return (4 - size % 4) % 4;
}

uint16_t u16At(Bytes bytes, size_t at) {
  return ByteReader(bytes.subspan(at, 2)).u16();
}

// The message type is M11..M7 C1 M6..M4 C0 M3..M0: the two bits of the class
// sit among those of the method. RFC 8489, section 5.
constexpr uint16_t typeOf(Class messageClass, uint16_t method) {
  const unsigned c = static_cast<unsigned>(messageClass);
  const unsigned m = method;
  return static_cast<uint16_t>((m & 0x000f) | (m & 0x0070) << 1 | (m & 0x0f80) << 2 | (c & 1) << 4 |
                               (c & 2) << 7);
}

/// The header as MESSAGE-INTEGRITY sees it: its length ends after an attribute
/// of `attributeSize` at `attributeAt`, whatever follows. RFC 8489, section 14.5.
std::array<uint8_t, kHeaderSize> headerUpTo(Bytes message, size_t attributeAt,
                                            size_t attributeSize) {
  std::array<uint8_t, kHeaderSize> header;
  std::copy_n(message.begin(), kHeaderSize, header.begin());
  const size_t end = attributeAt + kAttributeHeaderSize + attributeSize;
  ByteWriter(MutableBytes(header).subspan(2, 2)).u16(static_cast<uint16_t>(end - kHeaderSize));
  return header;
}

crypto::HmacSha1 integrityOf(Bytes message, size_t integrityAt, std::string_view password) {
  const auto header = headerUpTo(message, integrityAt, kIntegritySize);
  const Bytes attributes = message.subspan(kHeaderSize, integrityAt - kHeaderSize);
  return crypto::hmacSha1(bytesOf(password), header, attributes);
}

/// IP and port xored with the cookie and, for IPv6, the transaction id: both
/// stand in the header from byte 4 on. RFC 8489, section 14.2.
std::optional<Address> readXorAddress(Bytes value, Bytes mask) {
  ByteReader reader(value);
  reader.u8();
  const uint8_t family = reader.u8();
  const auto port = static_cast<uint16_t>(reader.u16() ^ (kMagicCookie >> 16));
  std::array<uint8_t, 16> ip{};
  const Bytes xored = reader.take(reader.remaining());
  if (xored.size() > ip.size()) return std::nullopt;
  for (size_t i = 0; i < xored.size(); ++i) ip[i] = xored[i] ^ mask[i];

  if (family == kFamilyIpv4 && xored.size() == 4) {
    return Address::ipv4({ip[0], ip[1], ip[2], ip[3]}, port);
  }
  if (family == kFamilyIpv6 && xored.size() == 16) return Address::ipv6(ip, port);
  return std::nullopt;
}

/// RFC 8489, section 14.8: the hundreds in three bits, the rest in a byte.
std::optional<int> readErrorCode(Bytes value) {
  ByteReader reader(value);
  reader.u16();
  const int hundreds = reader.u8() & 0x07;
  const int number = reader.u8();
  if (!reader.ok() || hundreds < 3 || hundreds > 6 || number > 99) return std::nullopt;
  return hundreds * 100 + number;
}

template <class T, class Value>
bool keepFirst(std::optional<T>& field, const Value& value) {
  if (!field) field = value;
  return true;
}

bool isHeader(Bytes datagram) {
  return datagram.size() >= kHeaderSize && datagram[0] < 0x40 &&
         ByteReader(datagram.subspan(4, 4)).u32() == kMagicCookie;
}

}  // namespace

std::optional<MessageView> MessageView::parse(Bytes datagram) {
  if (!isHeader(datagram)) return std::nullopt;
  const size_t length = u16At(datagram, 2);
  if (length % 4 != 0 || length != datagram.size() - kHeaderSize) return std::nullopt;

  MessageView view(datagram);
  view.type_ = u16At(datagram, 0);
  if (!view.readAttributes(ByteReader(datagram.subspan(kHeaderSize)))) return std::nullopt;
  return view;
}

bool MessageView::readAttributes(ByteReader reader) {
  while (reader.remaining() > 0) {
    if (hasFingerprint()) return false;
    const size_t at = message_.size() - reader.remaining();
    const uint16_t type = reader.u16();
    const size_t size = reader.u16();
    const Bytes value = reader.take(size);
    reader.take(paddingAfter(size));
    if (!reader.ok()) return false;

    if (type == static_cast<uint16_t>(Attribute::kFingerprint)) {
      if (size != kFingerprintSize) return false;
      fingerprintAt_ = at;
    } else if (hasIntegrity()) {
      continue;  // Not covered by MESSAGE-INTEGRITY: anybody may have added it.
    } else if (type == static_cast<uint16_t>(Attribute::kMessageIntegrity)) {
      if (size != kIntegritySize) return false;
      integrityAt_ = at;
    } else if (!readKnown(type, value)) {
      return false;
    }
  }
  return true;
}

bool MessageView::readKnown(uint16_t type, Bytes value) {
  ByteReader reader(value);
  switch (static_cast<Attribute>(type)) {
    case Attribute::kUsername:
      return keepFirst(username_, textOf(value));
    case Attribute::kPriority:
      return value.size() != 4 || keepFirst(priority_, reader.u32());
    case Attribute::kUseCandidate:
      return useCandidate_ = true;
    case Attribute::kNomination:
    case Attribute::kGoogNomination:
      if (const uint32_t number = value.size() == 4 ? reader.u32() & kMaxNomination : 0) {
        keepFirst(nomination_, number);
      }
      return true;
    case Attribute::kIceControlling:
      return value.size() != 8 || keepFirst(iceControlling_, reader.u64());
    case Attribute::kIceControlled:
      return value.size() != 8 || keepFirst(iceControlled_, reader.u64());
    case Attribute::kErrorCode: {
      const auto code = readErrorCode(value);
      return code && keepFirst(errorCode_, *code);
    }
    case Attribute::kXorMappedAddress: {
      const auto address = readXorAddress(value, message_.subspan(4));
      return address && keepFirst(xorMappedAddress_, *address);
    }
    case Attribute::kUnknownAttributes:
      return value.size() % 2 == 0;
    default:
      if (type < 0x8000) addUnknown(type);
      return true;
  }
}

void MessageView::addUnknown(uint16_t type) {
  if (unknownCount_ < unknown_.size()) unknown_[unknownCount_++] = type;
}

Class MessageView::messageClass() const {
  return static_cast<Class>((type_ >> 4 & 1) | (type_ >> 7 & 2));
}

uint16_t MessageView::method() const {
  return static_cast<uint16_t>((type_ & 0x000f) | (type_ >> 1 & 0x0070) | (type_ >> 2 & 0x0f80));
}

TransactionId MessageView::transactionId() const {
  TransactionId id;
  std::copy_n(message_.begin() + 8, id.size(), id.begin());
  return id;
}

bool MessageView::integrityOk(std::string_view password) const {
  if (!hasIntegrity()) return false;
  const auto expected = integrityOf(message_, integrityAt_, password);
  const Bytes received = message_.subspan(integrityAt_ + kAttributeHeaderSize, kIntegritySize);
  return crypto::equalInConstantTime(received, expected);
}

bool MessageView::fingerprintOk() const {
  if (!hasFingerprint()) return false;
  ByteReader received(message_.subspan(fingerprintAt_ + kAttributeHeaderSize));
  return received.u32() == (crypto::crc32(message_.first(fingerprintAt_)) ^ kFingerprintMask);
}

std::optional<std::string_view> localUfragOf(Bytes datagram) {
  if (!isHeader(datagram)) return std::nullopt;
  if (u16At(datagram, 0) != typeOf(Class::kRequest, kBindingMethod)) return std::nullopt;

  ByteReader reader(datagram.subspan(kHeaderSize));
  while (reader.remaining() > 0) {
    const uint16_t type = reader.u16();
    const size_t size = reader.u16();
    const std::string_view value = textOf(reader.take(size));
    if (type == static_cast<uint16_t>(Attribute::kUsername)) {
      const size_t colon = value.find(':');
      if (colon == std::string_view::npos) return std::nullopt;
      return value.substr(0, colon);
    }
    reader.take(paddingAfter(size));
  }
  return std::nullopt;
}

MessageBuilder::MessageBuilder(Class messageClass, const TransactionId& id, uint16_t method)
    : writer_(buffer_), id_(id) {
  writer_.u16(typeOf(messageClass, method));
  writer_.u16(0);
  writer_.u32(kMagicCookie);
  writer_.bytes(id);
}

void MessageBuilder::username(std::string_view value) {
  put(Attribute::kUsername, bytesOf(value));
}

void MessageBuilder::priority(uint32_t value) {
  std::array<uint8_t, 4> bytes;
  ByteWriter(bytes).u32(value);
  put(Attribute::kPriority, bytes);
}

void MessageBuilder::useCandidate() {
  put(Attribute::kUseCandidate, {});
}

void MessageBuilder::iceControlling(uint64_t tieBreaker) {
  std::array<uint8_t, 8> bytes;
  ByteWriter(bytes).u64(tieBreaker);
  put(Attribute::kIceControlling, bytes);
}

void MessageBuilder::iceControlled(uint64_t tieBreaker) {
  std::array<uint8_t, 8> bytes;
  ByteWriter(bytes).u64(tieBreaker);
  put(Attribute::kIceControlled, bytes);
}

void MessageBuilder::xorMappedAddress(const Address& address) {
  std::array<uint8_t, 16> mask;
  ByteWriter maskWriter(mask);
  maskWriter.u32(kMagicCookie);
  maskWriter.bytes(id_);

  std::array<uint8_t, 4 + 16> value;
  ByteWriter writer(value);
  writer.u8(0);
  writer.u8(address.isIpv6() ? kFamilyIpv6 : kFamilyIpv4);
  writer.u16(static_cast<uint16_t>(address.port() ^ (kMagicCookie >> 16)));
  for (size_t i = 0; i < address.ipSize(); ++i) writer.u8(address.ipBytes()[i] ^ mask[i]);
  put(Attribute::kXorMappedAddress, writer.written());
}

void MessageBuilder::errorCode(int code, std::string_view reason) {
  std::array<uint8_t, 4 + 128> value;
  ByteWriter writer(value);
  writer.u16(0);
  writer.u8(static_cast<uint8_t>(code / 100));
  writer.u8(static_cast<uint8_t>(code % 100));
  writer.bytes(bytesOf(reason.substr(0, 128)));
  put(Attribute::kErrorCode, writer.written());
}

void MessageBuilder::unknownAttributes(std::span<const uint16_t> types) {
  std::array<uint8_t, 2 * MessageView::kMaxUnknown> value;
  ByteWriter writer(value);
  for (const uint16_t type : types.first(std::min(types.size(), MessageView::kMaxUnknown))) {
    writer.u16(type);
  }
  put(Attribute::kUnknownAttributes, writer.written());
}

void MessageBuilder::integrity(std::string_view password) {
  if (!ok()) return;
  put(Attribute::kMessageIntegrity, integrityOf(bytes(), writer_.size(), password));
}

void MessageBuilder::fingerprint() {
  if (!ok()) return;
  // Unlike MESSAGE-INTEGRITY it covers the length of the whole message, itself included.
  writeLength(kAttributeHeaderSize + kFingerprintSize);
  std::array<uint8_t, kFingerprintSize> value;
  ByteWriter(value).u32(crypto::crc32(bytes()) ^ kFingerprintMask);
  put(Attribute::kFingerprint, value);
}

void MessageBuilder::put(Attribute type, Bytes value) {
  attribute(static_cast<uint16_t>(type), value);
}

void MessageBuilder::attribute(uint16_t type, Bytes value) {
  writer_.u16(type);
  writer_.u16(static_cast<uint16_t>(value.size()));
  writer_.bytes(value);
  writer_.zeros(paddingAfter(value.size()));
  if (ok()) writeLength(0);
}

void MessageBuilder::writeLength(size_t following) {
  const size_t length = writer_.size() - kHeaderSize + following;
  ByteWriter(MutableBytes(buffer_).subspan(2, 2)).u16(static_cast<uint16_t>(length));
}

}  // namespace sfu::stun
