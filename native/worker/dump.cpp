#include "worker/dump.h"

#include <unistd.h>

#include <span>
#include <string>

#include "worker/notifications.h"
#include "worker/worker.h"

namespace sfu::worker {

using channel::Value;
using router::Tables;
using router::Verdict;

namespace {

Value dumpVerdicts(const router::VerdictCounts& counts, std::span<const Verdict> place) {
  Value result = Value::object();
  for (const Verdict verdict : place) {
    result.set(std::string(nameOf(verdict)), counts.of(verdict));
  }
  return result;
}

std::string receiverId(const Tables& tables, uint32_t slot) {
  return tables.tracks.at(slot).receiver.id();
}

Value dumpStreamTable(const Tables& tables, const router::StreamTable& streams) {
  Value ssrcs = Value::object();
  for (const auto& [ssrc, key] : streams.ssrcs()) {
    ssrcs.set(std::to_string(ssrc.value()), receiverId(tables, key.receiver));
  }
  Value mids = Value::object();
  for (const auto& [mid, slot] : streams.mids()) mids.set(mid, receiverId(tables, slot));
  Value types = Value::object();
  for (const auto& [type, slot] : streams.payloadTypes()) {
    types.set(std::to_string(type), receiverId(tables, slot));
  }
  return Value::object({{"ssrcTable", ssrcs}, {"muxIdTable", mids}, {"ptTable", types}});
}

Value dumpCounters(const router::RoomTransport& entry) {
  const transport::TransportCounters& counters = entry.transport->counters();
  const ice::IceAgent::Counters& ice = entry.transport->ice().counters();
  const dtls::DtlsSession::Counters& dtls = entry.transport->dtls().counters();
  const transport::SendRoute::Counters& route = entry.transport->sendRoute().counters();
  return Value::object({{"packetsReceived", counters.packetsReceived},
                        {"bytesReceived", counters.bytesReceived},
                        {"packetsSent", counters.packetsSent},
                        {"bytesSent", counters.bytesSent},
                        {"unknownPackets", counters.unknownPackets},
                        {"packetsWithoutConsent", counters.packetsWithoutConsent},
                        {"earlyPackets", counters.earlyPackets},
                        {"unauthenticPackets", counters.unauthenticPackets},
                        {"replayedPackets", counters.replayedPackets},
                        {"unknownStreamPackets", entry.verdicts.of(Verdict::kUnknownStream) +
                                                     entry.verdicts.of(Verdict::kProbe)},
                        {"malformedRtp", entry.verdicts.of(Verdict::kMalformed)},
                        {"malformedRtcp", entry.malformedRtcp},
                        {"iceRequests", ice.requests},
                        {"iceRejected", ice.rejected},
                        {"iceMalformed", ice.malformed},
                        {"iceOwnChecks", entry.transport->ice().ownChecks()},
                        {"iceVerifiedRoutes", ice.verifiedRoutes},
                        {"iceSilentRoutes", ice.silentRoutes},
                        {"iceMergedEvents", counters.mergedEvents},
                        {"provenRoutes", route.provenRoutes},
                        {"packetsWithheld", route.withheldPackets},
                        {"bytesWithheld", route.withheldBytes},
                        {"dtlsDropped", dtls.droppedDatagrams},
                        {"dtlsIgnoredAlerts", dtls.ignoredAlerts},
                        {"dtlsSpoiltHandshakes", dtls.spoiltHandshakes},
                        {"dtlsRefusedHandshakes", dtls.refusedHandshakes}});
}

Value dumpUdp(const net::UdpSocket& socket) {
  const net::UdpSocket::Counters counters = socket.counters();
  return Value::object({{"protocol", "udp"},
                        {"ip", socket.local().ip()},
                        {"port", socket.local().port()},
                        {"datagramsReceived", counters.datagramsReceived},
                        {"bytesReceived", counters.bytesReceived},
                        {"truncated", counters.truncated},
                        {"readCalls", counters.readCalls},
                        {"datagramsSent", counters.sent.datagrams},
                        {"bytesSent", counters.sent.bytes},
                        {"datagramsDropped", counters.sent.dropped},
                        {"sendCalls", counters.sent.calls}});
}

Value dumpTcp(const net::TcpListener& listener) {
  const net::TcpListener::Counters counters = listener.counters();
  return Value::object({{"protocol", "tcp"},
                        {"ip", listener.local().ip()},
                        {"port", listener.local().port()},
                        {"connections", counters.connections},
                        {"accepted", counters.accepted},
                        {"refused", counters.refused},
                        {"unproven", counters.unproven},
                        {"evicted", counters.evicted},
                        {"datagramsReceived", counters.traffic.datagramsReceived},
                        {"bytesReceived", counters.traffic.bytesReceived},
                        {"truncated", counters.traffic.oversized},
                        {"readCalls", counters.traffic.readCalls},
                        {"datagramsSent", counters.traffic.datagramsSent},
                        {"bytesSent", counters.traffic.bytesSent},
                        {"datagramsDropped", counters.traffic.dropped},
                        {"sendCalls", counters.traffic.writeCalls}});
}

Value dumpEncoding(const router::ReceivedEncoding& encoding, Time now) {
  const streams::ReceiveStatistics statistics = encoding.stream.statistics(now);
  return Value::object({{"ssrc", encoding.ssrc.value()},
                        {"packetsReceived", statistics.packets},
                        {"bytesReceived", statistics.bytes},
                        {"packetsLost", statistics.packetsLost},
                        {"packetsDiscarded", statistics.packetsDiscarded},
                        {"packetsRepaired", statistics.packetsRepaired},
                        {"nackCount", statistics.nackCount},
                        {"jitterMs", statistics.jitter / std::chrono::milliseconds(1)},
                        {"bitrate", statistics.bitrate.bps()},
                        {"packetsInHistory", encoding.history.size()}});
}

Value describeLimits(const streams::LayerLimits& limits) {
  Value data = Value::object();
  if (limits.spatialLayer != limits.kAll) data.set("spatialLayer", limits.spatialLayer);
  if (limits.temporalLayer != limits.kAll) data.set("temporalLayer", limits.temporalLayer);
  if (limits.maxBitrate.bps() > 0) data.set("maxBitrateBps", limits.maxBitrate.bps());
  return data;
}

}  // namespace

Value dumpTransport(const Tables& tables, uint32_t slot) {
  const router::RoomTransport& entry = tables.transports.at(slot);
  const ice::IceAgent& ice = entry.transport->ice();
  Value result =
      Value::object({{"transportId", entry.transport->id()},
                     {"iceState", nameOf(ice.state())},
                     {"dtlsState", nameOf(entry.transport->dtlsState())},
                     {"maxBitrate", entry.police.limit().bps()},
                     {"viewerLossLimit", entry.viewerLossLimit.limit().value_or(Bitrate()).bps()},
                     {"historyBytes", entry.historyBudget.used},
                     {"packetsForgotten", entry.historyBudget.packetsForgotten},
                     {"rtpListener", dumpStreamTable(tables, entry.streams)},
                     {"counters", dumpCounters(entry)},
                     {"verdicts", dumpVerdicts(entry.verdicts, router::transportVerdicts())}});
  if (ice.selectedRoute()) result.set("iceSelectedTuple", describeTuple(*ice.selectedRoute()));
  return result;
}

Value dumpReceiver(const Tables& tables, uint32_t slot, Time now) {
  const router::RtpReceiver& receiver = tables.tracks.at(slot).receiver;
  Value streams = Value::array();
  for (size_t i = 0; i < receiver.encodingCount(); ++i) {
    if (receiver.encoding(i)) streams.push(dumpEncoding(*receiver.encoding(i), now));
  }
  const router::VerdictCounts& verdicts = receiver.verdicts();
  return Value::object({{"rtpReceiverId", receiver.id()},
                        {"rtpStreams", std::move(streams)},
                        {"active", receiver.isActive()},
                        {"unknownPayloadTypes", verdicts.of(Verdict::kUnknownPayloadType) +
                                                    verdicts.of(Verdict::kEarlyRepair)},
                        {"malformedPackets", verdicts.of(Verdict::kMalformedRepair)},
                        {"duplicatePackets", verdicts.of(Verdict::kDuplicate)},
                        {"keyFrames", receiver.keyFrames().keyFrames},
                        {"keyFrameRequests", receiver.keyFrames().keyFrameRequests},
                        {"verdicts", dumpVerdicts(verdicts, router::receiverVerdicts())}});
}

Value dumpSender(const Tables& tables, uint32_t slot, Time now) {
  const router::RtpSender& sender = tables.senders.at(slot);
  const router::VerdictCounts& verdicts = sender.verdicts();
  const streams::SendStatistics statistics = sender.stream().statistics(now);
  return Value::object({{"rtpSenderId", sender.id()},
                        {"rtpReceiverId", receiverId(tables, sender.receiver())},
                        {"paused", sender.isPaused()},
                        {"awaitsKeyFrame", sender.awaitsKeyFrame()},
                        {"packetsForwarded", verdicts.of(Verdict::kForwarded)},
                        {"packetsBeforeKeyFrame", verdicts.of(Verdict::kBeforeKeyFrame)},
                        {"packetsLeftOut", verdicts.of(Verdict::kLayerAboveLimits)},
                        {"limits", describeLimits(sender.layers().limits())},
                        {"layers", describeLayers(sender.layers().passing())},
                        {"targetEncoding", sender.layers().target()},
                        {"retransmissions", verdicts.of(Verdict::kResent)},
                        {"retransmissionsMissed", verdicts.of(Verdict::kResendUnknown) +
                                                      verdicts.of(Verdict::kResendForgotten)},
                        {"retransmissionsTooSoon", verdicts.of(Verdict::kResendTooSoon)},
                        {"retransmissionsTooOften", verdicts.of(Verdict::kResendTooOften)},
                        {"retransmissionsOverBudget", verdicts.of(Verdict::kResendOverBudget)},
                        {"bytesSent", statistics.bytes},
                        {"bitrate", statistics.bitrate.bps()},
                        {"packetsLost", statistics.packetsLost},
                        {"nackCount", statistics.nackCount},
                        {"pliCount", statistics.pliCount},
                        {"firCount", statistics.firCount},
                        {"verdicts", dumpVerdicts(verdicts, router::senderVerdicts())}});
}

Value dumpOf(const router::Router& router, Time now) {
  const Tables& tables = router.tables();
  Value transports = Value::array();
  tables.transports.forEach(
      [&](uint32_t slot, const auto&) { transports.push(dumpTransport(tables, slot)); });
  Value receivers = Value::array();
  Value receiverSenders = Value::object();
  tables.tracks.forEach([&](uint32_t slot, const router::Track& track) {
    receivers.push(dumpReceiver(tables, slot, now));
    Value ids = Value::array();
    for (const uint32_t sender : track.senders) ids.push(tables.senders.at(sender).id());
    receiverSenders.set(track.receiver.id(), std::move(ids));
  });
  Value senders = Value::array();
  tables.senders.forEach(
      [&](uint32_t slot, const auto&) { senders.push(dumpSender(tables, slot, now)); });
  return Value::object({{"routerId", router.id()},
                        {"transports", std::move(transports)},
                        {"receivers", std::move(receivers)},
                        {"senders", std::move(senders)},
                        {"mapRtpReceiverRtpSenders", std::move(receiverSenders)}});
}

Value dumpWorker(Worker& worker) {
  Value rooms = Value::array();
  const Time at = worker.now();
  worker.routers().forEach(
      [&](uint32_t, const router::Router& router) { rooms.push(dumpOf(router, at)); });
  Value sockets = Value::array();
  worker.listeners().forEachUdp(
      [&](const net::UdpSocket& socket) { sockets.push(dumpUdp(socket)); });
  worker.listeners().forEachTcp(
      [&](const net::TcpListener& listener) { sockets.push(dumpTcp(listener)); });
  return Value::object({{"workerId", worker.options().workerId},
                        {"pid", ::getpid()},
                        {"cipher", worker.cipherName()},
                        {"unroutedDatagrams", worker.counters().unroutedDatagrams},
                        {"unreportedPackets", worker.counters().unreportedPackets},
                        {"mergedNotifications", worker.outbox().merged()},
                        {"routes", worker.hub().routeCount()},
                        {"routesKept", worker.counters().routesKept},
                        {"ufrags", worker.hub().ufragCount()},
                        {"packetsInUse", worker.packetsInUse()},
                        {"packetBytesHeld", worker.packetBytesHeld()},
                        {"sockets", std::move(sockets)},
                        {"rooms", std::move(rooms)}});
}

}  // namespace sfu::worker
