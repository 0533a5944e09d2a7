// The receiving side of SRTP, and both sides of SRTCP.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "crypto/srtp_keys.h"

// libsrtp's session; its header stays inside srtp_receiver.cpp.
struct srtp_ctx_t_;

namespace sfu::srtp {

/// Decides what is authentic and what is a replay. RFC 3711; RFC 7714.
///
/// libsrtp does the work. One per transport, for all its SSRCs; RTP that we send
/// is SrtpSender's business, RTCP that we send is protected here. Lives as long
/// as the keys of the transport's DTLS association.
class SrtpReceiver {
 public:
  enum class Outcome { kOk, kReplayed, kUnauthentic };

  /// Packets a late one may lie behind the newest of its SSRC.
  static constexpr unsigned long kReplayWindow = 1024;
  /// SSRCs that are kept apart under one key, for libsrtp has a context for each. A further one
  /// takes the place of the one that was silent longest; should that one speak again, it
  /// begins anew, and what it sent before would no longer count as a replay.
  static constexpr size_t kMaxSsrcs = 2048;

  static Result<std::unique_ptr<SrtpReceiver>> create(const crypto::SrtpKeys& keys);
  SrtpReceiver(const SrtpReceiver&) = delete;
  SrtpReceiver& operator=(const SrtpReceiver&) = delete;

  /// Turns SRTP into RTP in place and shortens `size`. Unless the outcome is
  /// kOk, `size` is as it was and the bytes are of no use.
  Outcome unprotectRtp(uint8_t* data, size_t& size);
  /// The same from SRTCP to RTCP.
  Outcome unprotectRtcp(uint8_t* data, size_t& size);

  /// Turns a compound RTCP packet into SRTCP in place and lengthens `size` by
  /// rtcpOverhead(). False, with nothing changed, if that does not fit into
  /// `capacity` or is not RTCP.
  bool protectRtcp(uint8_t* data, size_t& size, size_t capacity);
  /// Tag and index. RFC 3711, section 3.4; RFC 7714, section 9.2.
  size_t rtcpOverhead() const;

 private:
  struct Dealloc {
    void operator()(srtp_ctx_t_* session) const;
  };
  using Session = std::unique_ptr<srtp_ctx_t_, Dealloc>;

  SrtpReceiver(crypto::SrtpProfile profile, Session inbound, Session outbound);
  static Session openSession(crypto::SrtpProfile profile, const crypto::MasterKey& master,
                             bool isInbound);
  /// An SSRC, and the number of the last packet that came under it.
  struct KnownSsrc {
    uint32_t ssrc;
    uint64_t usedAt;
  };

  void note(uint32_t ssrc);
  void forgetOldest();
  template <class LibraryCall>
  Outcome unprotect(uint8_t* data, size_t& size, uint32_t ssrc, LibraryCall call);

  crypto::SrtpProfile profile_;
  Session inbound_;
  Session outbound_;
  std::vector<KnownSsrc> ssrcs_;  // sorted: those that were authentic once
  uint64_t packets_ = 0;          // that were authentic
};

}  // namespace sfu::srtp
