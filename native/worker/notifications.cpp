#include "worker/notifications.h"

namespace sfu::worker {

using channel::Value;

namespace {

using Notification = std::pair<std::string_view, Value>;

Notification describeTransport(const router::TransportChanged& changed) {
  Value data = Value::object({{"id", changed.transportId}});
  if (const auto* ice = std::get_if<transport::IceStateChanged>(&changed.event)) {
    data.set("state", nameOf(ice->state));
    return {"transport.iceState", std::move(data)};
  }
  if (const auto* route = std::get_if<transport::RouteChanged>(&changed.event)) {
    data.set("tuple", describeTuple(route->route));
    return {"transport.iceSelectedTuple", std::move(data)};
  }
  const auto& dtls = std::get<transport::DtlsStateChanged>(changed.event);
  data.set("state", nameOf(dtls.state));
  if (!dtls.remoteCertificatePem.empty()) {
    data.set("remoteCertificate", dtls.remoteCertificatePem);
  }
  return {"transport.dtlsState", std::move(data)};
}

Notification describeLevels(const router::AudioLevelsMeasured& measured,
                            const std::string& routerId) {
  Value entries = Value::array();
  for (const auto& entry : measured.entries) {
    entries.push(Value::object({{"receiverId", entry.receiverId}, {"audioLevel", entry.level}}));
  }
  return {"router.audioLevels", Value::object({{"id", routerId}, {"entries", entries}})};
}

}  // namespace

Notification describe(const router::RouterEvent& event, const std::string& routerId) {
  if (const auto* changed = std::get_if<router::TransportChanged>(&event)) {
    return describeTransport(*changed);
  }
  if (const auto* activity = std::get_if<router::ReceiverActivity>(&event)) {
    return {"receiver.activity",
            Value::object({{"id", activity->receiverId}, {"active", activity->active}})};
  }
  if (const auto* accepted = std::get_if<router::PacketAccepted>(&event)) {
    const Bytes bytes = accepted->packet->bytes();
    return {"receiver.rtp",
            Value::object({{"id", accepted->receiverId},
                           {"packet", std::vector<uint8_t>(bytes.begin(), bytes.end())}})};
  }
  if (const auto* changed = std::get_if<router::SenderLayersChanged>(&event)) {
    Value data = describeLayers(changed->layers);
    data.set("id", changed->senderId);
    return {"sender.layers", std::move(data)};
  }
  return describeLevels(std::get<router::AudioLevelsMeasured>(event), routerId);
}

std::string_view nameOf(ice::State state) {
  switch (state) {
    case ice::State::kNew:
      return "new";
    case ice::State::kConnected:
      return "connected";
    case ice::State::kCompleted:
      return "completed";
    case ice::State::kDisconnected:
      return "disconnected";
    case ice::State::kFailed:
      return "failed";
  }
  return "new";
}

std::string_view nameOf(dtls::State state) {
  switch (state) {
    case dtls::State::kNew:
      return "new";
    case dtls::State::kConnecting:
      return "connecting";
    case dtls::State::kConnected:
      return "connected";
    case dtls::State::kFailed:
      return "failed";
    case dtls::State::kClosed:
      return "closed";
  }
  return "new";
}

Value describeLayers(const router::PassingLayers& layers) {
  Value data = Value::object();
  if (layers.spatialLayer) data.set("spatialLayer", *layers.spatialLayer);
  if (layers.temporalLayer) data.set("temporalLayer", *layers.temporalLayer);
  return data;
}

Value describeTuple(const Route& route) {
  return Value::object({{"localIP", route.local.ip()},
                        {"localPort", route.local.port()},
                        {"remoteIP", route.remote.ip()},
                        {"remotePort", route.remote.port()},
                        {"protocol", route.protocol == Protocol::kUdp ? "udp" : "tcp"}});
}

}  // namespace sfu::worker
