// What a room has to tell its owner.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "base/packet_buffer.h"
#include "router/layer_choice.h"
#include "transport/webrtc_transport.h"

namespace sfu::router {

struct TransportChanged {
  std::string transportId;
  transport::TransportEvent event;
};
struct ReceiverActivity {
  std::string receiverId;
  bool active;
};
struct AudioLevelsMeasured {
  struct Entry {
    std::string receiverId;
    int level;  // dBov, -127 … 0
  };
  std::vector<Entry> entries;  // loudest first
};
/// A viewer gets other layers than before; nothing where none is left out.
struct SenderLayersChanged {
  std::string senderId;
  PassingLayers layers;
};
/// A packet as the endpoint sent it, decrypted; RTX is undone.
struct PacketAccepted {
  std::string receiverId;
  PacketRef packet;
};
using RouterEvent = std::variant<TransportChanged, ReceiverActivity, AudioLevelsMeasured,
                                 SenderLayersChanged, PacketAccepted>;

}  // namespace sfu::router
