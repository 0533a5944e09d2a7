// STUN messages: a view of a received one, a builder for a new one.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/address.h"
#include "base/bytes.h"

namespace sfu::stun {

/// RFC 8489, section 5: two bits of the message type.
enum class Class : uint8_t { kRequest = 0, kIndication = 1, kSuccess = 2, kError = 3 };

/// The one method of RFC 8489, and the only one that ICE uses.
constexpr uint16_t kBindingMethod = 0x001;
constexpr uint32_t kMagicCookie = 0x2112a442;
constexpr size_t kHeaderSize = 20;

using TransactionId = std::array<uint8_t, 12>;

/// The attributes that we read or write. RFC 8489, section 18.3; RFC 8445, section 20.1.
/// Types below 0x8000 must be understood by who receives them.
enum class Attribute : uint16_t {
  kUsername = 0x0006,
  kMessageIntegrity = 0x0008,
  kErrorCode = 0x0009,
  kUnknownAttributes = 0x000a,
  kXorMappedAddress = 0x0020,
  kPriority = 0x0024,
  kUseCandidate = 0x0025,
  kNomination = 0x0030,  // draft-thatcher-tsvwg-renomination
  kSoftware = 0x8022,
  kFingerprint = 0x8028,
  kIceControlled = 0x8029,
  kIceControlling = 0x802a,
  kGoogNomination = 0xc001,  // the same, as libwebrtc has it
};

/// A look at one STUN message that somebody else owns. RFC 8489, section 5.
///
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  |0 0|       message type        |        message length         |
///  |                    magic cookie 0x2112a442                    |
///  |                   transaction ID (12 bytes)                   |
///  |        attribute type         |       attribute length        |  (repeated)
///  |                value, padded to four bytes                    |
///
/// A view exists only if the message fills its datagram, every attribute fits,
/// those we know have the size their definition gives, and FINGERPRINT is last;
/// so no getter can fail. Those of ICE alone are passed over where they have another size,
/// for what they say is never needed. Of a repeated attribute the first counts, and what
/// follows MESSAGE-INTEGRITY counts for nothing, FINGERPRINT apart (section 14.5).
/// Nothing is proven by that: ask fingerprintOk() and integrityOk().
/// It allocates nothing and must not outlive the bytes it was made from.
class MessageView {
 public:
  /// More unknown attributes than these are not listed; one is enough to refuse a request.
  static constexpr size_t kMaxUnknown = 8;

  static std::optional<MessageView> parse(Bytes datagram);

  uint16_t type() const { return type_; }
  Class messageClass() const;
  uint16_t method() const;
  TransactionId transactionId() const;

  std::optional<std::string_view> username() const { return username_; }
  std::optional<uint32_t> priority() const { return priority_; }
  bool useCandidate() const { return useCandidate_; }
  /// Renomination: of several nominations the one with the highest number counts. Above zero.
  std::optional<uint32_t> nomination() const { return nomination_; }
  /// The tie-breaker of a peer that takes itself for the controlling one. RFC 8445, section 7.1.3.
  std::optional<uint64_t> iceControlling() const { return iceControlling_; }
  std::optional<uint64_t> iceControlled() const { return iceControlled_; }
  /// 300 to 699.
  std::optional<int> errorCode() const { return errorCode_; }
  std::optional<Address> xorMappedAddress() const { return xorMappedAddress_; }

  /// Attributes that must be understood but are not; at most kMaxUnknown of them.
  std::span<const uint16_t> unknownAttributes() const { return {unknown_.data(), unknownCount_}; }

  bool hasIntegrity() const { return integrityAt_ != 0; }
  /// MESSAGE-INTEGRITY is there and was made with this password. RFC 8489, section 9.1.
  bool integrityOk(std::string_view password) const;

  bool hasFingerprint() const { return fingerprintAt_ != 0; }
  /// FINGERPRINT is there and right: this is STUN, not something that looks like it.
  bool fingerprintOk() const;

 private:
  explicit MessageView(Bytes message) : message_(message) {}
  bool readAttributes(ByteReader reader);
  bool readKnown(uint16_t type, Bytes value);
  void addUnknown(uint16_t type);

  Bytes message_;
  uint16_t type_ = 0;
  // Where the attribute begins, its own header included; never zero if there is one.
  size_t integrityAt_ = 0;
  size_t fingerprintAt_ = 0;
  bool useCandidate_ = false;
  std::optional<std::string_view> username_;
  std::optional<uint32_t> priority_;
  std::optional<uint32_t> nomination_;
  std::optional<uint64_t> iceControlling_;
  std::optional<uint64_t> iceControlled_;
  std::optional<int> errorCode_;
  std::optional<Address> xorMappedAddress_;
  std::array<uint16_t, kMaxUnknown> unknown_{};
  size_t unknownCount_ = 0;
};

/// The part of a binding request's USERNAME before ':', which names the ICE
/// agent that the request is for (RFC 8445, section 7.2.2). Looks at no more
/// than it must and verifies nothing: it only says who should look closer.
std::optional<std::string_view> localUfragOf(Bytes datagram);

/// Writes one STUN message into a buffer of its own; allocates nothing.
///
/// Attributes leave in the order of the calls; integrity() and fingerprint() come
/// last, in that order. What does not fit makes ok() false and bytes() empty.
class MessageBuilder {
 public:
  /// What passes every IPv4 path in one piece. RFC 8489, section 6.1.
  static constexpr size_t kMaxSize = 548;

  MessageBuilder(Class messageClass, const TransactionId& id, uint16_t method = kBindingMethod);
  MessageBuilder(const MessageBuilder&) = delete;
  MessageBuilder& operator=(const MessageBuilder&) = delete;

  void username(std::string_view value);
  void priority(uint32_t value);
  void useCandidate();
  void iceControlling(uint64_t tieBreaker);
  void iceControlled(uint64_t tieBreaker);
  void xorMappedAddress(const Address& address);
  /// `code` from 300 to 699; the reason phrase may stay empty.
  void errorCode(int code, std::string_view reason = {});
  void unknownAttributes(std::span<const uint16_t> types);
  /// Any other attribute. `value` is padded here.
  void attribute(uint16_t type, Bytes value);

  /// MESSAGE-INTEGRITY with SHA-1, as ICE has it. RFC 8489, section 14.5.
  void integrity(std::string_view password);
  /// RFC 8489, section 14.7.
  void fingerprint();

  bool ok() const { return writer_.ok(); }
  /// The message so far; empty if it did not fit.
  Bytes bytes() const { return ok() ? writer_.written() : Bytes(); }

 private:
  void put(Attribute type, Bytes value);
  void writeLength(size_t following);

  std::array<uint8_t, kMaxSize> buffer_{};
  ByteWriter writer_;
  TransactionId id_;
};

}  // namespace sfu::stun
