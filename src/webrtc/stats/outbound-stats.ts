// outbound-rtp, and remote-inbound-rtp beside it: the encodings that we send to the endpoint.
import type { SentCounters } from '../../parameters/stats.js';
import { ssrcsOf } from '../../parameters/verbatim.js';
import { codecStats } from './codec-stats.js';
import { onOurClock, transportId, type Gathering } from './gathering.js';
import type { OutboundStatsStream } from './stats-subject.js';
import type {
  RTCAnyStats,
  RTCOutboundRtpStreamStats,
  RTCRemoteInboundRtpStreamStats,
} from './stats-types.js';

const idOf = ({ ssrc }: SentCounters): string => `outbound-rtp:${ssrc}`;
const remoteIdOf = ({ ssrc }: SentCounters): string => `remote-inbound-rtp:${ssrc}`;

/** Everything about one encoding; nothing before it has an SSRC. */
export function outboundStats(gathering: Gathering, stream: OutboundStatsStream): RTCAnyStats[] {
  const counters = countersOf(gathering, stream);
  if (!counters) return [];
  const { payloadType } = counters;
  const codec = codecStats(
    'outbound',
    stream.kind,
    payloadType,
    stream.codecs,
    gathering.timestamp
  );
  const outbound = outboundRtp(gathering, stream, counters, codec?.id);
  const remote = remoteInboundRtp(gathering, outbound, counters);
  return [codec, outbound, remote].filter(stats => stats !== undefined);
}

// The worker holds no sender while its source is gone: then the stream is as it was.
function countersOf(
  { counters, memory }: Gathering,
  { rtpSender }: OutboundStatsStream
): SentCounters | undefined {
  const counted = counters.sent.find(({ senderId }) => senderId === rtpSender.id);
  if (counted) return counted;
  const { ssrc } = ssrcsOf(rtpSender.rtpParameters.encodings?.[0] ?? {});
  return ssrc === undefined ? undefined : (memory?.lastSent(ssrc) ?? nothingSent(ssrc));
}

const nothingSent = (ssrc: number): SentCounters => ({
  senderId: '',
  ssrc,
  packets: 0,
  bytes: 0,
  headerBytes: 0,
  retransmittedPackets: 0,
  retransmittedBytes: 0,
  frames: 0,
  nackCount: 0,
  pliCount: 0,
  firCount: 0,
  packetsLost: 0,
  fractionLost: 0,
  jitter: 0,
  totalRoundTripTime: 0,
  roundTripTimeMeasurements: 0,
});

function outboundRtp(
  gathering: Gathering,
  { mid, kind, rid, rtpSender }: OutboundStatsStream,
  counters: SentCounters,
  codecId: string | undefined
): RTCOutboundRtpStreamStats {
  const { ssrc, rtxSsrc } = counters;
  return {
    id: idOf(counters),
    type: 'outbound-rtp',
    timestamp: gathering.timestamp,
    ssrc,
    kind,
    transportId,
    ...(codecId !== undefined && { codecId }),
    ...(mid !== null && { mid }),
    ...(rid !== undefined && { rid }),
    ...(counters.reportedAt !== undefined && { remoteId: remoteIdOf(counters) }),
    ...(rtxSsrc !== undefined && { rtxSsrc }),
    packetsSent: counters.packets,
    bytesSent: counters.bytes,
    headerBytesSent: counters.headerBytes,
    retransmittedPacketsSent: counters.retransmittedPackets,
    retransmittedBytesSent: counters.retransmittedBytes,
    nackCount: counters.nackCount,
    ...(kind === 'video' && {
      framesSent: counters.frames,
      pliCount: counters.pliCount,
      firCount: counters.firCount,
    }),
    active: rtpSender.active,
  };
}

function remoteInboundRtp(
  gathering: Gathering,
  { id, ssrc, kind, codecId }: RTCOutboundRtpStreamStats,
  counters: SentCounters
): RTCRemoteInboundRtpStreamStats | undefined {
  if (counters.reportedAt === undefined) return undefined;
  const { roundTripTime } = counters;
  return {
    id: remoteIdOf(counters),
    type: 'remote-inbound-rtp',
    timestamp: onOurClock(gathering, counters.reportedAt),
    ssrc,
    kind,
    transportId,
    ...(codecId !== undefined && { codecId }),
    localId: id,
    packetsLost: counters.packetsLost,
    jitter: counters.jitter,
    fractionLost: counters.fractionLost,
    ...(roundTripTime !== undefined && { roundTripTime }),
    totalRoundTripTime: counters.totalRoundTripTime,
    roundTripTimeMeasurements: counters.roundTripTimeMeasurements,
  };
}
