// A simulated participant: one socket, one WebRTC session, streams both ways.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "base/random.h"
#include "load/clock.h"
#include "load/description.h"
#include "load/source_stream.h"
#include "load/udp.h"
#include "load/viewed_stream.h"
#include "test/kit/webrtc_endpoint.h"

namespace sfu::load {

/// What the publishers together did and heard.
struct Publication {
  uint64_t packets = 0;
  uint64_t refused = 0;  // the kernel had no room
  uint64_t keyFrameRequests = 0;
  uint64_t nacks = 0;
};

/// Does what a browser does on the wire: consent checks, reports once a second,
/// a key frame when asked for one. It sends no NACKs: what is lost shall be seen.
///
/// Its streams outlive it. In a plain run there is no session: packets of the
/// same sizes go in the clear, and a hello makes it known to the echo.
class Endpoint {
 public:
  Endpoint(UdpSocket socket, const EndpointDescription& description,
           std::vector<SourceStream*> sources, std::vector<ViewedStream> viewed);

  /// Without it the run is plain.
  void openSession(std::unique_ptr<test::WebRtcEndpoint> session, Time now);

  int descriptor() const { return socket_.descriptor(); }
  bool isConnected() const { return !session_ || session_->isConnected(); }
  bool hasFailed() const { return session_ && session_->hasFailed(); }
  std::vector<ViewedStream>& viewed() { return viewed_; }
  const std::vector<ViewedStream>& viewed() const { return viewed_; }

  /// Sends what is due of its streams.
  void publish(Nanos now, const Clock& clock, Publication& total);
  Nanos nextPublishAt() const;

  void receive(DatagramReader& reader, const Clock& clock, uint32_t verifyEvery, Reception& total,
               Publication& publication);
  /// Checks, handshake and reports; to be called every few milliseconds.
  void advance(Nanos now, const Clock& clock);

 private:
  void receiveRtp(MutableBytes datagram, Nanos now, Time time, uint32_t verifyEvery,
                  Reception& total);
  void handleRtcp(Bytes compound, Nanos now, Publication& publication);
  void requestKeyFrame(uint32_t ssrc);
  void sendReports(Nanos now, Time time);
  void drain();
  void sendHello();

  UdpSocket socket_;
  EndpointDescription description_;
  std::vector<SourceStream*> sources_;
  std::vector<ViewedStream> viewed_;
  std::unique_ptr<test::WebRtcEndpoint> session_;
  uint16_t transportSequence_ = 0;
  Nanos nextReportAt_ = 0;
  std::vector<uint8_t> packet_;
};

}  // namespace sfu::load
