#include "worker/rtp_parameters.h"

#include <string>
#include <utility>

#include "codecs/frame_info.h"
#include "rtp/extension_values.h"
#include "rtp/header_extensions.h"

namespace sfu::worker {

using channel::Value;

namespace {

Failure invalid(std::string_view what) {
  return Failure::invalidParameters("invalid " + std::string(what));
}

std::optional<router::MediaKind> kindOf(std::string_view text) {
  if (text == "audio") return router::MediaKind::kAudio;
  if (text == "video") return router::MediaKind::kVideo;
  if (text == "depth") return router::MediaKind::kDepth;
  return std::nullopt;
}

std::optional<PayloadType> payloadTypeOf(const Value& value) {
  const auto number = value.as<uint8_t>();
  if (!number || *number > 127) return std::nullopt;
  return PayloadType(*number);
}

std::optional<Ssrc> ssrcOf(const Value& value) {
  const auto number = value.as<uint32_t>();
  if (!number || *number == 0) return std::nullopt;
  return Ssrc(*number);
}

/// RFC 8843, section 15: a MID has to fit a header extension with its element.
bool isMid(std::string_view text) {
  return text.size() <= 16;
}

/// RFC 8852, section 3. An empty one stands for none.
bool isRid(std::string_view text) {
  return text.empty() || (text.size() <= 255 && rtp::ridText(bytesOf(text)));
}

Result<rtp::ExtensionMap> parseExtensions(const Value& list) {
  rtp::ExtensionMap map;
  for (const Value& item : list.items()) {
    const auto id = item["id"].as<uint8_t>();
    if (!id || *id == 0 || *id == 15) return invalid("header extension id");
    const auto kind = rtp::extensionKind(item["uri"].text());
    if (kind != rtp::ExtensionKind::kNone) map.set(kind, *id);
  }
  return map;
}

Result<router::ReceiverCodec> parseReceiverCodec(const Value& item) {
  const auto payloadType = payloadTypeOf(item["payloadType"]);
  const auto clockRate = item["clockRate"].as<uint32_t>();
  if (!payloadType) return invalid("codec.payloadType");
  if (!clockRate || *clockRate == 0) return invalid("codec.clockRate");
  router::ReceiverCodec codec;
  codec.payloadType = *payloadType;
  codec.clockRate = *clockRate;
  codec.codec = codecs::codecByName(item["name"].text());
  if (!item["rtxPayloadType"].isNull()) {
    codec.rtxPayloadType = payloadTypeOf(item["rtxPayloadType"]);
    if (!codec.rtxPayloadType) return invalid("codec.rtxPayloadType");
  }
  codec.nack = item["nack"].boolean();
  codec.pli = item["pli"].boolean();
  codec.fir = item["fir"].boolean();
  codec.remb = item["remb"].boolean();
  return codec;
}

}  // namespace

Result<router::ReceiverParameters> parseReceiverParameters(const Value& rtp) {
  router::ReceiverParameters result;
  const auto kind = kindOf(rtp["kind"].text());
  if (!kind) return invalid("kind");
  result.kind = *kind;
  if (!isMid(rtp["mid"].text())) return invalid("mid");
  result.mid = rtp["mid"].text();
  result.cname = rtp["cname"].text();

  for (const Value& item : rtp["codecs"].items()) {
    auto codec = parseReceiverCodec(item);
    if (!codec) return codec.failure();
    result.codecs.push_back(std::move(*codec));
  }
  if (result.codecs.empty()) return invalid("codecs: there is none");
  for (const Value& item : rtp["encodings"].items()) {
    result.encodings.push_back({.ssrc = ssrcOf(item["ssrc"]),
                                .rtxSsrc = ssrcOf(item["rtxSsrc"]),
                                .fecSsrc = ssrcOf(item["fecSsrc"]),
                                .rid = std::string(item["rid"].text())});
  }
  if (result.encodings.empty()) return invalid("encodings: there is none");
  auto extensions = parseExtensions(rtp["headerExtensions"]);
  if (!extensions) return extensions.failure();
  result.extensions = *extensions;
  return result;
}

Result<router::SenderParameters> parseSenderParameters(const Value& rtp) {
  router::SenderParameters result;
  const auto kind = kindOf(rtp["kind"].text());
  if (!kind) return invalid("kind");
  result.kind = *kind;
  if (!isMid(rtp["mid"].text())) return invalid("mid");
  result.mid = rtp["mid"].text();
  const auto ssrc = ssrcOf(rtp["ssrc"]);
  if (!ssrc) return invalid("ssrc");
  result.ssrc = *ssrc;
  result.rtxSsrc = ssrcOf(rtp["rtxSsrc"]);
  if (!isRid(rtp["rid"].text())) return invalid("rid");
  result.rid = rtp["rid"].text();
  result.cname = rtp["cname"].text();
  result.mixesExtensionForms = rtp["mixesExtensionForms"].boolean(true);

  for (const Value& item : rtp["codecs"].items()) {
    const auto from = payloadTypeOf(item["receiverPayloadType"]);
    const auto to = payloadTypeOf(item["payloadType"]);
    if (!from || !to) return invalid("codec.payloadType");
    router::SenderCodec codec{*from, *to, std::nullopt, item["nack"].boolean()};
    if (!item["rtxPayloadType"].isNull()) {
      codec.rtxPayloadType = payloadTypeOf(item["rtxPayloadType"]);
      if (!codec.rtxPayloadType) return invalid("codec.rtxPayloadType");
    }
    result.codecs.push_back(codec);
  }
  auto extensions = parseExtensions(rtp["headerExtensions"]);
  if (!extensions) return extensions.failure();
  result.extensions = *extensions;
  return result;
}

Result<streams::LayerLimits> parseLayers(const Value& layers) {
  streams::LayerLimits limits;
  const auto layerOf = [&](std::string_view key, uint8_t& layer) {
    if (layers[key].isNull()) return true;
    const auto number = layers[key].as<uint8_t>();
    if (!number || *number == streams::LayerLimits::kAll) return false;
    layer = *number;
    return true;
  };
  if (!layerOf("spatialLayer", limits.spatialLayer)) return invalid("layers.spatialLayer");
  if (!layerOf("temporalLayer", limits.temporalLayer)) return invalid("layers.temporalLayer");
  if (!layers["maxBitrateBps"].isNull()) {
    const auto bitrate = layers["maxBitrateBps"].as<int64_t>();
    if (!bitrate || *bitrate < 0) return invalid("layers.maxBitrateBps");
    limits.maxBitrate = Bitrate::bps(*bitrate);
  }
  return limits;
}

}  // namespace sfu::worker
