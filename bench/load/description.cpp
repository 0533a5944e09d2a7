#include "load/description.h"

#include <nlohmann/json.hpp>

namespace sfu::load {

namespace {

using Json = nlohmann::json;

/// Leaves the default where the field is absent.
template <class T>
void read(const Json& from, const char* name, T& to) {
  const auto found = from.find(name);
  if (found != from.end()) to = found->get<T>();
}

SendDescription sendFrom(const Json& json) {
  SendDescription send;
  read(json, "stream", send.stream);
  read(json, "ssrc", send.ssrc);
  read(json, "payloadType", send.payloadType);
  read(json, "isVideo", send.isVideo);
  read(json, "clockRate", send.clockRate);
  read(json, "packetsPerSecond", send.packetsPerSecond);
  read(json, "framesPerSecond", send.framesPerSecond);
  read(json, "packetSize", send.packetSize);
  read(json, "burst", send.burst);
  read(json, "absSendTimeId", send.absSendTimeId);
  read(json, "transportSequenceId", send.transportSequenceId);
  read(json, "audioLevelId", send.audioLevelId);
  return send;
}

EndpointDescription endpointFrom(const Json& json) {
  EndpointDescription endpoint;
  read(json, "address", endpoint.address);
  read(json, "port", endpoint.port);
  read(json, "ufrag", endpoint.ufrag);
  read(json, "password", endpoint.password);
  read(json, "fingerprint", endpoint.fingerprint);
  for (const Json& send : json.value("sends", Json::array())) {
    endpoint.sends.push_back(sendFrom(send));
  }
  for (const Json& receive : json.value("receives", Json::array())) {
    endpoint.receives.push_back(
        {receive.at("stream").get<uint32_t>(), receive.at("ssrc").get<uint32_t>()});
  }
  return endpoint;
}

Description descriptionFrom(const Json& json) {
  Description description;
  read(json, "plain", description.plain);
  read(json, "gro", description.gro);
  read(json, "warmupMs", description.warmupMs);
  read(json, "durationMs", description.durationMs);
  read(json, "watchedPid", description.watchedPid);
  read(json, "verifyEvery", description.verifyEvery);
  for (const Json& endpoint : json.at("endpoints")) {
    description.endpoints.push_back(endpointFrom(endpoint));
  }
  return description;
}

bool isSound(const SendDescription& send) {
  return send.framesPerSecond > 0 && send.packetsPerSecond >= send.framesPerSecond &&
         send.packetSize >= 80 && send.packetSize <= 1200;
}

}  // namespace

Result<Description> parseDescription(std::string_view json) {
  try {
    Description description = descriptionFrom(Json::parse(json));
    for (const EndpointDescription& endpoint : description.endpoints) {
      for (const SendDescription& send : endpoint.sends) {
        if (!isSound(send))
          return Failure::invalidParameters("a stream needs frames of 80 … 1200 byte packets");
      }
    }
    if (description.verifyEvery == 0) description.verifyEvery = 1;
    return description;
  } catch (const Json::exception& error) {
    return Failure::invalidParameters(error.what());
  }
}

}  // namespace sfu::load
