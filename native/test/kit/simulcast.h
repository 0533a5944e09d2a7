// A publisher of several encodings of one picture, and a viewer that would notice every seam.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "test/kit/room.h"

namespace sfu::test {

/// Sends VP8 with three temporal layers (0 2 1 2) in several encodings, low to high, as a browser
/// does: own SSRC, numbers and clock base each, key frames on request, reports that align the
/// clocks. Each packet says which frame it belongs to and which one that needs.
class SimulcastSource {
 public:
  static constexpr int64_t kFrameRate = 30;
  static constexpr uint8_t kRidId = 6;
  static constexpr uint8_t kRepairedRidId = 7;
  static constexpr Duration kFrameInterval{1'000'000 / kFrameRate};

  struct Encoding {
    Ssrc ssrc;
    std::string rid;
    size_t frameSize = 0;  // a frame's payload, in packets of up to 1000 bytes
    uint16_t sequence = 0;
    uint32_t timestampBase = 0;
    uint16_t pictureId = 0;
    uint8_t tl0PicIdx = 0;
    uint32_t frame = 0;       // running number
    uint32_t sinceKey = 0;    // frames since the last key frame
    uint32_t lastBase = 0;    // the last frame of temporal layer 0
    uint32_t lastMiddle = 0;  // … of layer 1
    bool isSending = true;
    bool wantsKeyFrame = true;
  };

  /// `from` publishes as many encodings as there are sizes, under 5000, 5010, …; RTX one above.
  SimulcastSource(Room& room, Participant& from, std::vector<size_t> frameSizes);

  /// Creates the receiver, named as the participant. With RIDs no SSRC is signalled.
  void publish(bool byRid = false);
  router::ReceiverParameters parameters(bool byRid) const;
  Ssrc ssrc(size_t encoding) const { return encodings_[encoding].ssrc; }

  void stop(size_t encoding) { encodings_[encoding].isSending = false; }
  /// A browser begins again with a key frame; `withKeyFrame` false is worse than any.
  void start(size_t encoding, bool withKeyFrame = true);

  /// One frame of each encoding, captured now; then the time to the next one passes.
  void sendFrame();
  void sendFor(Duration duration);
  /// A sender report for each encoding.
  void sendReports();
  /// Puts RIDs into packets, as long as the peer has not been heard.
  void nameEncodings(bool isNaming) { isNaming_ = isNaming; }
  /// The first packet of each key frame comes so much later than the others.
  void holdKeyFrames(Duration delay) { heldFor_ = delay; }
  /// Forgets to answer PLIs.
  void ignoreRequests(bool isDeaf) { isDeaf_ = isDeaf; }

  /// PLIs for that encoding so far.
  size_t requests(size_t encoding) const;

 private:
  void takeRequests();
  void sendFrame(Encoding& encoding);
  void sendPacket(Encoding& encoding, Bytes payload, bool isLast);
  uint32_t timestampOf(const Encoding& encoding) const;

  Room& room_;
  Participant& from_;
  std::vector<Encoding> encodings_;
  size_t rtcpSeen_ = 0;
  Duration heldFor_{};
  bool isNaming_ = false;
  bool isDeaf_ = false;
};

/// Alice with her encodings, and bob: at 30 frames a second 120, 480 and 1920 kbit/s.
struct SimulcastStage {
  explicit SimulcastStage(uint64_t seed, std::vector<size_t> sizes = {500, 2000, 8000});

  /// Limits bob's sender, which Room::view() made.
  void setLayers(const streams::LayerLimits& limits);
  /// What the room told of layers since the last call.
  std::vector<router::PassingLayers> layersTold();

  Room room;
  Participant& alice;
  Participant& bob;
  SimulcastSource source;
};

/// A frame as it reached a viewer.
struct ViewedFrame {
  uint8_t encoding = 0;
  uint32_t frame = 0;
  bool isKeyFrame = false;
  uint8_t temporalLayer = 0;
  uint32_t timestamp = 0;
  uint16_t pictureId = 0;
  uint8_t tl0PicIdx = 0;
  bool isWhole = false;
};

/// What came under `ssrc`, in the order of the sequence numbers.
/// Fails the test at a gap or a repetition in the numbers, at timestamps that run backwards, at
/// picture numbers that do not go on, and at a frame that could not be decoded: one that needs
/// what did not come, or is of another encoding than the last key frame.
std::vector<ViewedFrame> watch(const Participant& viewer, Ssrc ssrc);

/// The encodings in the order they were seen, each once per stretch.
std::vector<int> stretches(const std::vector<ViewedFrame>& frames);

}  // namespace sfu::test
