// A stream that an endpoint publishes: when its packets leave and what is in them.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "load/clock.h"
#include "load/description.h"

namespace sfu::load {

/// What stands in every payload, so that a viewer can say which packet it got.
struct Marker {
  static constexpr size_t kAt = 16;  // behind every codec's own head
  static constexpr size_t kSize = 16;

  uint32_t stream = 0;
  uint64_t index = 0;

  void write(MutableBytes payload) const;
  static std::optional<Marker> parse(Bytes payload);
};

/// One packet, ready to be protected; its bytes live until the next one is made.
struct SourcePacket {
  Bytes header;
  Bytes payload;
};

/// Makes VP8 or opus packets as libwebrtc does: a video frame is cut into packets
/// whose sizes differ by at most a byte and that leave back to back; the frames
/// differ in size. Only the heads of the payload mean something.
class SourceStream {
 public:
  SourceStream(const SendDescription& description, uint64_t seed);

  const SendDescription& description() const { return description_; }
  void start(Nanos now);
  void stop() { nextAt_ = INT64_MAX; }
  /// When the next packet is due.
  Nanos nextAt() const { return nextAt_; }
  SourcePacket next(Nanos now, Time wall, uint16_t transportSequence);
  /// The next frame will be a key frame.
  void requestKeyFrame() { wantsKeyFrame_ = description_.isVideo; }

  /// Packets made so far.
  uint64_t count() const { return count_; }
  /// When a packet left; only of the newest few thousand.
  std::optional<Nanos> sentAt(uint64_t index) const;

  uint32_t timestamp() const { return timestamp_; }
  uint64_t octets() const { return octets_; }
  uint64_t keyFrames() const { return keyFrames_; }

 private:
  static constexpr size_t kRemembered = 8192;
  static constexpr size_t kHeaderRoom = 40;

  void beginFrame();
  size_t writeHeader(bool isLast, Time wall, uint16_t transportSequence);
  void writeCodecHead(bool isFirst);
  Nanos frameAt(uint64_t frame) const;
  uint64_t random();

  const SendDescription description_;
  uint64_t randomState_;
  Nanos startedAt_ = 0;
  Nanos nextAt_ = INT64_MAX;
  uint64_t frame_ = 0;
  size_t packetOfFrame_ = 0;
  size_t packetsOfFrame_ = 0;
  size_t frameSize_ = 0;  // payload bytes of the frame
  bool isKeyFrame_ = false;
  bool wantsKeyFrame_ = true;
  uint16_t sequence_;
  uint16_t pictureId_;
  const uint32_t firstTimestamp_;
  uint32_t timestamp_ = 0;
  uint64_t count_ = 0;
  uint64_t octets_ = 0;
  uint64_t keyFrames_ = 0;
  std::vector<Nanos> sentAt_;
  std::array<uint8_t, kHeaderRoom> header_{};
  size_t headerSize_ = 0;
  std::array<uint8_t, 1500> payload_{};
};

}  // namespace sfu::load
