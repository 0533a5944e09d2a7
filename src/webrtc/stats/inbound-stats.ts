// inbound-rtp, and remote-outbound-rtp beside it: the encodings that the endpoint sends to us.
import type { ReceivedCounters } from '../../parameters/stats.js';
import { codecStats } from './codec-stats.js';
import { onOurClock, transportId, type Gathering } from './gathering.js';
import type { InboundStatsStream } from './stats-subject.js';
import type {
  RTCAnyStats,
  RTCInboundRtpStreamStats,
  RTCRemoteOutboundRtpStreamStats,
} from './stats-types.js';

const idOf = ({ ssrc }: ReceivedCounters): string => `inbound-rtp:${ssrc}`;
const remoteIdOf = ({ ssrc }: ReceivedCounters): string => `remote-outbound-rtp:${ssrc}`;

/** Everything about the encodings of one track of which a packet came. */
export function inboundStats(gathering: Gathering, stream: InboundStatsStream): RTCAnyStats[] {
  return gathering.counters.received
    .filter(({ receiverId }) => receiverId === stream.rtpReceiver.id)
    .flatMap(counters => {
      const codec = codecStats(
        'inbound',
        stream.kind,
        counters.payloadType,
        stream.rtpReceiver.rtpParameters?.codecs ?? [],
        gathering.timestamp
      );
      const inbound = inboundRtp(gathering, stream, counters, codec?.id);
      const remote = remoteOutboundRtp(gathering, inbound, counters);
      return [codec, inbound, remote].filter(stats => stats !== undefined);
    });
}

function inboundRtp(
  gathering: Gathering,
  { mid, kind, trackIdentifier }: InboundStatsStream,
  counters: ReceivedCounters,
  codecId: string | undefined
): RTCInboundRtpStreamStats {
  const { ssrc, rtxSsrc, rid } = counters;
  return {
    id: idOf(counters),
    type: 'inbound-rtp',
    timestamp: gathering.timestamp,
    ssrc,
    kind,
    transportId,
    ...(codecId !== undefined && { codecId }),
    trackIdentifier,
    ...(mid !== null && { mid }),
    ...(rid !== undefined && { rid }),
    ...(counters.reportedAt !== undefined && { remoteId: remoteIdOf(counters) }),
    packetsReceived: counters.packets,
    bytesReceived: counters.bytes,
    headerBytesReceived: counters.headerBytes,
    packetsLost: counters.packetsLost,
    jitter: counters.jitter,
    // Without RTX a retransmission cannot be told from the packet itself.
    ...(rtxSsrc !== undefined && {
      rtxSsrc,
      retransmittedPacketsReceived: counters.retransmittedPackets,
      retransmittedBytesReceived: counters.retransmittedBytes,
    }),
    lastPacketReceivedTimestamp: onOurClock(gathering, counters.lastReceivedAt),
    nackCount: counters.nackCount,
    ...(kind === 'video' && { pliCount: counters.pliCount, firCount: counters.firCount }),
  };
}

function remoteOutboundRtp(
  gathering: Gathering,
  { id, ssrc, kind, codecId }: RTCInboundRtpStreamStats,
  counters: ReceivedCounters
): RTCRemoteOutboundRtpStreamStats | undefined {
  const { reportedAt, reportedTime } = counters;
  if (reportedAt === undefined || reportedTime === undefined) return undefined;
  return {
    id: remoteIdOf(counters),
    type: 'remote-outbound-rtp',
    timestamp: onOurClock(gathering, reportedAt),
    ssrc,
    kind,
    transportId,
    ...(codecId !== undefined && { codecId }),
    localId: id,
    packetsSent: counters.reportedPackets,
    bytesSent: counters.reportedBytes,
    remoteTimestamp: reportedTime,
    reportsSent: counters.reports,
  };
}
