#include "worker/stats.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/srtp_keys.h"

namespace sfu::worker {

using channel::Value;
using router::RoomTransport;
using router::Tables;

namespace {

double milliseconds(Time time) {
  return std::chrono::duration<double, std::milli>(time.time_since_epoch()).count();
}

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// Of the Unix epoch, if the clock that it was taken from shows the time of day.
double milliseconds(NtpTime ntp) {
  constexpr double kUnixEpochInNtp = 2'208'988'800;
  const auto whole = static_cast<double>(ntp.value >> 32);
  const double part = static_cast<double>(ntp.value & 0xffff'ffff) / 4'294'967'296.0;
  return (whole - kUnixEpochInNtp + part) * 1000;
}

/// The "Profile" column of the IANA registry of DTLS-SRTP protection profiles.
std::string_view nameOf(crypto::SrtpProfile profile) {
  switch (profile) {
    case crypto::SrtpProfile::kAesCm128HmacSha1_80:
      return "SRTP_AES128_CM_HMAC_SHA1_80";
    case crypto::SrtpProfile::kAeadAes128Gcm:
      return "SRTP_AEAD_AES_128_GCM";
    case crypto::SrtpProfile::kAeadAes256Gcm:
      return "SRTP_AEAD_AES_256_GCM";
  }
  return "";
}

std::string hex(uint16_t value) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (int shift = 12; shift >= 0; shift -= 4) text += kDigits[(value >> shift) & 15];
  return text;
}

Value describeRoute(const transport::RouteTraffic::Entry& entry, const ice::IceAgent& ice) {
  const Route& route = entry.route;
  const bool isSelected = ice.selectedRoute() == route;
  Value result = Value::object({{"protocol", route.protocol == Protocol::kTcp ? "tcp" : "udp"},
                                {"localIP", route.local.ip()},
                                {"localPort", route.local.port()},
                                {"remoteIP", route.remote.ip()},
                                {"remotePort", route.remote.port()},
                                {"selected", isSelected},
                                {"nominated", isSelected && ice.state() == ice::State::kCompleted},
                                {"accepted", ice.hasConsent(route)},
                                {"packetsSent", entry.packetsSent},
                                {"bytesSent", entry.bytesSent},
                                {"packetsReceived", entry.packetsReceived},
                                {"bytesReceived", entry.bytesReceived},
                                {"checks", entry.checks}});
  if (entry.lastSentAt) result.set("lastSentAt", milliseconds(*entry.lastSentAt));
  if (entry.lastReceivedAt) result.set("lastReceivedAt", milliseconds(*entry.lastReceivedAt));
  return result;
}

/// Signalled, or learnt from a packet that named what it repairs.
std::optional<Ssrc> rtxSsrcOf(const RoomTransport& entry, uint32_t track, size_t encoding) {
  for (const auto& [ssrc, key] : entry.streams.ssrcs()) {
    if (key.isRtx && key.receiver == track && key.encoding == encoding) return ssrc;
  }
  return std::nullopt;
}

Value describeReceived(const router::ReceivedEncoding& encoding, Time now) {
  const streams::ReceiveStatistics statistics = encoding.stream.statistics(now);
  Value result = Value::object({{"ssrc", encoding.ssrc.value()},
                                {"payloadType", encoding.payloadType().value()},
                                {"packets", statistics.packets},
                                {"bytes", statistics.bytes},
                                {"headerBytes", encoding.headerBytes()},
                                {"retransmittedPackets", statistics.packetsResent},
                                {"retransmittedBytes", statistics.bytesResent},
                                {"packetsLost", statistics.packetsLost},
                                {"jitter", seconds(statistics.jitter)},
                                {"nackCount", statistics.nackCount},
                                {"pliCount", encoding.pliCount()},
                                {"firCount", encoding.firCount()},
                                {"lastReceivedAt", milliseconds(statistics.lastReceivedAt)},
                                {"reports", encoding.reported.reports()},
                                {"reportedPackets", encoding.reported.packets()},
                                {"reportedBytes", encoding.reported.octets()}});
  if (const auto& latest = encoding.reported.latest()) {
    result.set("reportedAt", milliseconds(latest->receivedAt));
    if (latest->ntp.value != 0) result.set("reportedTime", milliseconds(latest->ntp));
  }
  return result;
}

void describeReceiver(const Tables& tables, const RoomTransport& entry, uint32_t track, Time now,
                      Value& out) {
  const router::RtpReceiver& receiver = tables.tracks.at(track).receiver;
  const auto& signalled = receiver.parameters().encodings;
  for (size_t i = 0; i < receiver.encodingCount(); ++i) {
    if (!receiver.encoding(i)) continue;
    Value stream = describeReceived(*receiver.encoding(i), now);
    stream.set("receiverId", receiver.id());
    if (!signalled[i].rid.empty()) stream.set("rid", signalled[i].rid);
    if (const auto rtx = rtxSsrcOf(entry, track, i)) stream.set("rtxSsrc", rtx->value());
    out.push(std::move(stream));
  }
}

Value describeSender(const router::RtpSender& sender, Time now) {
  const streams::SendStatistics statistics = sender.stream().statistics(now);
  const auto& parameters = sender.parameters();
  // Without RTX a packet that was repeated is among the others already.
  const bool hasRtx = parameters.rtxSsrc.has_value();
  const uint64_t repairs = hasRtx ? statistics.packetsResent : 0;
  const uint64_t repairBytes = hasRtx ? statistics.bytesResent : 0;
  Value result =
      Value::object({{"senderId", sender.id()},
                     {"ssrc", parameters.ssrc.value()},
                     {"packets", statistics.packets + repairs},
                     {"bytes", statistics.bytes + repairBytes},
                     {"headerBytes", statistics.headerBytes},
                     {"retransmittedPackets", statistics.packetsResent},
                     {"retransmittedBytes", statistics.bytesResent},
                     {"frames", statistics.frames},
                     {"nackCount", statistics.nackCount},
                     {"pliCount", statistics.pliCount},
                     {"firCount", statistics.firCount},
                     {"packetsLost", statistics.packetsLost},
                     {"fractionLost", statistics.fractionLost / 256.0},
                     {"jitter", seconds(statistics.jitter)},
                     {"totalRoundTripTime", seconds(statistics.totalRoundTripTime)},
                     {"roundTripTimeMeasurements", statistics.roundTripTimeMeasurements}});
  if (hasRtx) result.set("rtxSsrc", parameters.rtxSsrc->value());
  if (sender.payloadType()) result.set("payloadType", sender.payloadType()->value());
  if (statistics.reportedAt) result.set("reportedAt", milliseconds(*statistics.reportedAt));
  if (const auto sample = statistics.lastRoundTripTime) {
    result.set("roundTripTime", seconds(*sample));
  }
  return result;
}

Value describeDtls(const dtls::Agreement& agreement, crypto::SrtpProfile profile) {
  return Value::object({{"version", hex(agreement.version)},
                        {"cipher", agreement.cipher},
                        {"srtpProfile", nameOf(profile)}});
}

}  // namespace

Value statsOf(const Tables& tables, uint32_t slot, bool withCertificate, Time now) {
  const RoomTransport& entry = tables.transports.at(slot);
  const transport::WebRtcTransport& transport = *entry.transport;
  const transport::TransportCounters& counters = transport.counters();

  Value routes = Value::array();
  for (const auto& route : transport.traffic().entries()) {
    routes.push(describeRoute(route, transport.ice()));
  }
  Value received = Value::array();
  for (const uint32_t track : entry.receivers) {
    describeReceiver(tables, entry, track, now, received);
  }
  Value sent = Value::array();
  for (const uint32_t sender : entry.senders) {
    sent.push(describeSender(tables.senders.at(sender), now));
  }
  Value result =
      Value::object({{"now", milliseconds(now)},
                     {"packetsSent", counters.packetsSent},
                     {"bytesSent", counters.bytesSent},
                     {"packetsReceived", counters.packetsReceived - counters.stunPackets},
                     {"bytesReceived", counters.bytesReceived - counters.stunBytes},
                     {"routeChanges", transport.traffic().changes()},
                     {"routes", std::move(routes)},
                     {"received", std::move(received)},
                     {"sent", std::move(sent)}});
  const auto agreement = transport.dtls().agreement();
  if (agreement && transport.srtpProfile()) {
    result.set("dtls", describeDtls(*agreement, *transport.srtpProfile()));
  }
  if (withCertificate) result.set("certificate", transport.dtls().localCertificate());
  return result;
}

}  // namespace sfu::worker
