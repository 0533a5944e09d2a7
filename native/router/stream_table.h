// Whose packet is this: MID and RID, else SSRC, else payload type.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/strong_int.h"
#include "base/time.h"
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

  bool namesStream() const { return !mid.empty() || !rid.empty() || !repairedRid.empty(); }
};

/// The routing table of one transport. RFC 9143, section 9.2.
///
/// Of what is known of an SSRC the newest counts: signalling when it comes, and then what the
/// header extensions of its packets say (RFC 8852, section 3.1). An SSRC of which neither knows
/// belongs to the receiver whose codecs alone have its payload type. Where a type is used by
/// several receivers it says nothing, and SSRC 0 is nobody.
///
/// Each stream has one SSRC: a new one takes the place of the old one.
class StreamTable {
 public:
  /// Whether packets of that stream came lately under that SSRC.
  using IsFlowing = std::function<bool(Ssrc ssrc, const StreamKey& key)>;

  /// An SSRC that was replaced does not come back sooner: late packets of it would
  /// throw its successor out.
  static constexpr Duration kMinAbsence = std::chrono::seconds(1);

  /// Takes a receiver in. An SSRC that another receiver had is its own from now on; a MID that
  /// is taken is refused, and nothing is changed.
  Status add(uint32_t receiver, const ReceiverParameters& parameters);
  /// Takes other parameters of a receiver. SSRCs that were learnt stay with their encoding, for
  /// the endpoint that was heard once names it no more; a collision changes nothing.
  Status update(uint32_t receiver, const ReceiverParameters& parameters);
  /// What it took from others goes back to them.
  void remove(uint32_t receiver);

  /// What is known of an SSRC; enough for a packet whose hints name no stream.
  const StreamKey* find(Ssrc ssrc) const {
    const auto found = ssrcs_.find(ssrc);
    return found == ssrcs_.end() ? nullptr : &found->second;
  }
  /// The stream of a packet whose SSRC is not known, or which names its stream itself.
  std::optional<StreamKey> learn(Ssrc ssrc, const StreamHints& hints, Time now,
                                 const IsFlowing& isFlowing);

  const std::unordered_map<Ssrc, StreamKey>& ssrcs() const { return ssrcs_; }
  const std::map<std::string, uint32_t, std::less<>>& mids() const { return mids_; }
  /// Those that name one receiver.
  const std::map<uint8_t, uint32_t>& payloadTypes() const { return payloadTypes_; }

 private:
  /// An SSRC that lost its stream to another one.
  struct Replaced {
    Ssrc ssrc;
    Time at;
  };
  // Older ones may come back at any time.
  static constexpr size_t kMaxReplaced = 64;

  Status checkCollisions(uint32_t receiver, const ReceiverParameters& parameters) const;
  void insert(uint32_t receiver, const ReceiverParameters& parameters);
  void erase(uint32_t receiver);
  void restoreSignalled();
  void refreshPayloadTypes();
  void keep(Ssrc ssrc, StreamKey key, const ReceiverParameters& before,
            const ReceiverParameters& now);
  std::optional<StreamKey> keyOf(const StreamKey* known, const StreamHints& hints) const;
  std::optional<StreamKey> keyIn(uint32_t receiver, const StreamHints& hints) const;
  bool mayTake(Ssrc ssrc, const StreamKey& key, bool isNamed, Time now,
               const IsFlowing& isFlowing) const;
  void take(Ssrc ssrc, const StreamKey& key, Time now);
  std::optional<Ssrc> holderOf(const StreamKey& key) const;

  std::unordered_map<Ssrc, StreamKey> ssrcs_;
  std::map<std::string, uint32_t, std::less<>> mids_;
  std::map<uint8_t, uint32_t> payloadTypes_;
  std::map<uint32_t, ReceiverParameters> receivers_;
  std::vector<Replaced> replaced_;  // oldest first
};

}  // namespace sfu::router
