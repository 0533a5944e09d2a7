#include "router/key_frames.h"

namespace sfu::router {

void askForKeyFrame(Tables& tables, uint32_t track, const Turn& turn) {
  RtpReceiver& receiver = tables.tracks.at(track).receiver;
  receiver.requestKeyFrame(turn.now);
  turn.touch(receiver.transport());
}

void askForKeyFrame(Tables& tables, const RtpSender& sender, const Turn& turn) {
  RtpReceiver& receiver = tables.tracks.at(sender.receiver()).receiver;
  receiver.requestKeyFrame(sender.layers().shown(), turn.now);
  turn.touch(receiver.transport());
}

void passKeyFrameWish(Tables& tables, RtpSender& sender, const Turn& turn) {
  const auto encoding = sender.takeKeyFrameWish();
  if (!encoding) return;
  RtpReceiver& receiver = tables.tracks.at(sender.receiver()).receiver;
  receiver.requestKeyFrame(*encoding, turn.now);
  turn.touch(receiver.transport());
}

}  // namespace sfu::router
