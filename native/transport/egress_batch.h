// What one turn of the loop sends, grouped by destination.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"
#include "base/packet_buffer.h"
#include "srtp/cipher.h"
#include "srtp/srtp_sender.h"

namespace sfu::transport {

/// One media packet on its way to one viewer: a header of its own, and a payload
/// that it shares with every other viewer's copy.
struct EgressPacket {
  PacketRef buffer;
  uint32_t headerAt = 0;  // in the batch's header store
  uint16_t headerSize = 0;
  uint16_t payloadAt = 0;  // in the buffer
  uint16_t payloadSize = 0;
  // The original sequence number in front of a retransmitted payload. RFC 4588, section 4.
  uint16_t originalSequence = 0;
  bool isRetransmission = false;
  // Bytes of the payload that this viewer gets otherwise: the ones that stand behind the header.
  uint8_t patchAt = 0;
  uint8_t patchSize = 0;
};

/// Where media of one transport goes, and what waits for it within this turn.
struct EgressDestination {
  srtp::SrtpSender* srtp = nullptr;
  size_t overhead = 0;  // of srtp; here because it is asked for at every packet
  Route route;
  std::vector<EgressPacket> packets;
  bool isInBatch = false;
};

/// Contiguous datagrams for one route: `segmentSize` bytes each, only the last may be shorter.
struct EgressRun {
  Route route;
  const uint8_t* data = nullptr;
  size_t size = 0;
  uint16_t segmentSize = 0;
};

/// Collects the packets of one turn and yields them protected, as runs that
/// leave with one system call each.
///
/// Within a turn: headerRoom() and add() for each packet, then protectNext()
/// until it yields nothing. Packets of nearly equal size are padded (RFC 3550,
/// section 5.1) so that a run grows: libwebrtc cuts one video frame into packets
/// whose sizes differ by a byte.
class EgressBatch {
 public:
  /// A header and the patch behind it.
  static constexpr size_t kMaxHeaderSize = 208;
  /// How much padding a packet may get to lengthen a run.
  static constexpr size_t kMaxPadding = 8;
  /// UDP_SEGMENT takes no more segments than this, and no more bytes than fit one datagram.
  static constexpr size_t kMaxSegments = 64;
  static constexpr size_t kMaxRunSize = 65000;

  explicit EgressBatch(srtp::Cipher& cipher);
  EgressBatch(const EgressBatch&) = delete;
  EgressBatch& operator=(const EgressBatch&) = delete;

  /// Where the header of the next packet, and its patch behind it, are written before add().
  MutableBytes headerRoom() {
    if (headers_.size() < headersUsed_ + kMaxHeaderSize) growHeaders();
    return {headers_.data() + headersUsed_, kMaxHeaderSize};
  }
  /// Takes the packet whose header of `headerSize` bytes stands in headerRoom().
  void add(EgressDestination& destination, EgressPacket&& packet);
  /// A datagram that is ready as it is: STUN, DTLS, SRTCP.
  void add(Datagram datagram) { datagrams_.push_back(std::move(datagram)); }

  /// Drops what waits for a destination that goes away in the middle of a turn.
  void forget(EgressDestination& destination);

  /// Protects what fits the next slab. The runs are valid until the next call;
  /// none is left when the result is empty, and the batch is ready for a new turn.
  std::span<const EgressRun> protectNext();

  bool empty() const { return destinations_.empty() && datagrams_.empty(); }

 private:
  static constexpr size_t kSlabSize = 256 * 1024;

  /// The packets [first, first + count) of a destination, and the size each is brought to.
  struct RunPlan {
    size_t count = 0;
    size_t segmentSize = 0;
    size_t size = 0;
  };

  void growHeaders();
  bool fill();
  RunPlan planRun(const EgressDestination& destination, size_t first) const;
  void layOut(const EgressDestination& destination, size_t first, const RunPlan& plan);
  void addJob(const EgressDestination& destination, const EgressPacket& packet, size_t padding);
  static size_t protectedSize(const EgressDestination& destination, const EgressPacket& packet);
  void clear();

  srtp::Cipher& cipher_;
  std::vector<uint8_t> headers_;
  size_t headersUsed_ = 0;
  std::vector<EgressDestination*> destinations_;
  std::vector<Datagram> datagrams_;
  std::vector<uint8_t> slab_;
  size_t slabUsed_ = 0;
  std::vector<srtp::ProtectJob> jobs_;
  std::vector<EgressRun> runs_;
  bool datagramsDone_ = false;
  size_t destinationAt_ = 0;
  size_t packetAt_ = 0;
};

}  // namespace sfu::transport
