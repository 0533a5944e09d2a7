// DTLS records and the handshake fragments in the plain ones: headers only.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace sfu::dtls {

enum class ContentType : uint8_t {
  kChangeCipherSpec = 20,
  kAlert = 21,
  kHandshake = 22,
  kApplicationData = 23,
};

/// A piece of a handshake message. RFC 6347, section 4.2.2.
///
///  | msg_type (8) |                 length (24)                  |
///  |       message_seq (16)        |   fragment_offset (24) ...
///  |         fragment_length (24)          | body
struct HandshakeFragment {
  static constexpr uint8_t kClientHello = 1;

  uint8_t type = 0;
  uint16_t messageSequence = 0;
  uint32_t messageLength = 0;
  uint32_t offset = 0;  // of `body` in the message
  Bytes body;

  /// The random of a ClientHello, which tells one from another. RFC 5246, section 7.4.1.2.
  /// Nothing if it is not in this piece.
  std::optional<Bytes> clientRandom() const;
};

/// One record of a datagram. RFC 6347, section 4.1.
///
///  |  type (8)  |          version (16)         |   epoch (16)   ...
///  |             sequence number (48)           |  length (16)   | fragment
///
/// A view of the datagram that it was parsed from.
struct Record {
  static constexpr size_t kHeaderSize = 13;

  ContentType type;
  uint16_t epoch = 0;  // 0 until the first ChangeCipherSpec: not encrypted
  Bytes whole;
  Bytes fragment;

  /// The handshake messages that it shows to everybody: none once it is encrypted.
  std::vector<HandshakeFragment> handshakeMessages() const;
};

/// The records of a DTLS 1.2 datagram, or nothing if it is not one. Records of
/// other content types (heartbeat, connection ids, DTLS 1.3) are left out.
std::optional<std::vector<Record>> parseRecords(Bytes datagram);

/// The fragments in a record of epoch 0, or nothing if one is cut or lies
/// outside its message.
std::optional<std::vector<HandshakeFragment>> parseHandshake(Bytes fragment);

}  // namespace sfu::dtls
