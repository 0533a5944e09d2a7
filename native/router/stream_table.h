// Whose packet is this: SSRC, else MID and RID, else payload type.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "base/strong_int.h"
#include "router/parameters.h"

namespace sfu::router {

/// The stream that an SSRC stands for: `encoding` is the index in the receiver's parameters.
struct StreamKey {
  uint32_t receiver = 0;
  uint16_t encoding = 0;
  bool isRtx = false;
  friend bool operator==(const StreamKey&, const StreamKey&) = default;
};

/// What a packet says of its stream besides its SSRC.
struct StreamHints {
  PayloadType payloadType{0};
  std::string_view mid;
  std::string_view rid;
  std::string_view repairedRid;
};

/// The routing table of one transport. RFC 8843, section 9.2.
///
/// SSRCs come from signalling, or are learnt from a packet's MID (and RID), or,
/// where a receiver named no SSRC, from its payload type. A new SSRC for a known
/// MID takes the old one's place; a second SSRC for a known RID is ignored, and so is one
/// without a RID where several encodings have one.
class StreamTable {
 public:
  /// Takes a receiver in; a collision with another one changes nothing.
  Status add(uint32_t receiver, const ReceiverParameters& parameters);
  /// Takes other parameters of a receiver. SSRCs that were learnt stay with their encoding, for
  /// the peer that was heard once names it no more; a collision changes nothing.
  Status update(uint32_t receiver, const ReceiverParameters& parameters);
  void remove(uint32_t receiver);

  const StreamKey* find(Ssrc ssrc) const {
    const auto found = ssrcs_.find(ssrc);
    return found == ssrcs_.end() ? nullptr : &found->second;
  }
  /// Learns the stream of an SSRC that find() does not know.
  std::optional<StreamKey> learn(Ssrc ssrc, const StreamHints& hints);

  const std::unordered_map<Ssrc, StreamKey>& ssrcs() const { return ssrcs_; }
  const std::map<std::string, uint32_t, std::less<>>& mids() const { return mids_; }
  const std::map<uint8_t, uint32_t>& payloadTypes() const { return payloadTypes_; }

 private:
  struct Entry {
    ReceiverParameters parameters;
  };

  std::optional<StreamKey> keyFor(uint32_t receiver, const StreamHints& hints) const;
  void keep(Ssrc ssrc, StreamKey key, const ReceiverEncoding& before,
            const ReceiverParameters& now);
  Status checkCollisions(const ReceiverParameters& parameters, bool routesByPayloadType) const;

  std::unordered_map<Ssrc, StreamKey> ssrcs_;
  std::map<std::string, uint32_t, std::less<>> mids_;
  std::map<uint8_t, uint32_t> payloadTypes_;
  std::unordered_map<uint32_t, Entry> receivers_;
};

}  // namespace sfu::router
