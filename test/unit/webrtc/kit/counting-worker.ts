// A connection that sends and receives audio and video, and a worker that counts for it.
import type { RtpReceiver } from '../../../../src/engine/rtp-receiver.js';
import type { RtpSender } from '../../../../src/engine/rtp-sender.js';
import type { Transport } from '../../../../src/engine/transport.js';
import type { RtpCodecParameters } from '../../../../src/parameters/rtp.js';
import type {
  ReceivedCounters,
  RouteCounters,
  SentCounters,
  TransportCounters,
} from '../../../../src/parameters/stats.js';
import type {
  InboundStatsStream,
  OutboundStatsStream,
  StatsCandidate,
  StatsSubject,
} from '../../../../src/webrtc/stats/stats-subject.js';

export const opus: RtpCodecParameters = {
  name: 'audio/opus',
  payloadType: 111,
  clockRate: 48000,
  numChannels: 2,
  parameters: { minptime: 10, useInbandFec: 1 },
};

export const vp8: RtpCodecParameters = { name: 'video/VP8', payloadType: 96, clockRate: 90000 };

export const received = (more: Partial<ReceivedCounters> = {}): ReceivedCounters => ({
  receiverId: 'camera',
  ssrc: 1001,
  rtxSsrc: 1002,
  payloadType: 96,
  packets: 500,
  bytes: 400_000,
  headerBytes: 10_000,
  retransmittedPackets: 5,
  retransmittedBytes: 4_000,
  packetsLost: 7,
  jitter: 0.004,
  nackCount: 3,
  pliCount: 2,
  firCount: 1,
  lastReceivedAt: 9_990,
  reports: 4,
  reportedPackets: 510,
  reportedBytes: 410_000,
  reportedAt: 9_400,
  reportedTime: 1_700_000_000_000.5,
  ...more,
});

export const sent = (more: Partial<SentCounters> = {}): SentCounters => ({
  senderId: 'screen',
  ssrc: 2001,
  rtxSsrc: 2002,
  payloadType: 96,
  packets: 300,
  bytes: 240_000,
  headerBytes: 6_000,
  retransmittedPackets: 9,
  retransmittedBytes: 7_200,
  frames: 60,
  nackCount: 4,
  pliCount: 1,
  firCount: 0,
  reportedAt: 9_500,
  packetsLost: -1,
  fractionLost: 0.25,
  jitter: 0.002,
  roundTripTime: 0.05,
  totalRoundTripTime: 0.4,
  roundTripTimeMeasurements: 8,
  ...more,
});

export const route = (more: Partial<RouteCounters> = {}): RouteCounters => ({
  protocol: 'udp',
  localIP: '10.0.0.1',
  localPort: 40000,
  remoteIP: '198.51.100.7',
  remotePort: 50000,
  selected: true,
  nominated: true,
  accepted: true,
  packetsSent: 310,
  bytesSent: 250_000,
  packetsReceived: 520,
  bytesReceived: 420_000,
  checks: 12,
  lastSentAt: 9_980,
  lastReceivedAt: 9_990,
  ...more,
});

/** A copy that lacks some members. */
export function without<T extends object, K extends keyof T>(whole: T, ...keys: K[]): Omit<T, K> {
  const copy = { ...whole };
  for (const key of keys) delete copy[key];
  return copy;
}

/** Ten seconds after the worker began. */
export const counters = (more: Partial<TransportCounters> = {}): TransportCounters => ({
  now: 10_000,
  packetsSent: 310,
  bytesSent: 250_000,
  packetsReceived: 520,
  bytesReceived: 420_000,
  routeChanges: 1,
  dtls: {
    version: 'FEFD',
    cipher: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    srtpProfile: 'SRTP_AEAD_AES_128_GCM',
  },
  certificate: new Uint8Array([0x30, 1, 2, 3]),
  routes: [route()],
  received: [received(), received({ receiverId: 'microphone', ssrc: 1003, payloadType: 111 })],
  sent: [sent(), sent({ senderId: 'speaker', ssrc: 2003, payloadType: 111 })],
  ...more,
});

export const candidate = (more: Partial<StatsCandidate> = {}): StatsCandidate => ({
  address: '198.51.100.7',
  port: 50000,
  protocol: 'udp',
  type: 'host',
  priority: 2_122_260_223,
  foundation: 'f1',
  tcpType: null,
  relatedAddress: null,
  relatedPort: null,
  usernameFragment: 'peer',
  ...more,
});

/** A transport that answers with what it is given, the last one for ever. */
export class FakeTransport {
  closed = false;
  readonly iceRole = 'controlled';
  readonly iceLocalParameters = { usernameFragment: 'ours', password: 'secret' };
  dtlsLocalParameters = { role: 'client', fingerprints: {} };
  /** What was asked for. */
  readonly asked: { certificate: boolean }[] = [];

  constructor(readonly answers: (TransportCounters | Error)[] = [counters()]) {}

  count(options: { certificate: boolean }): Promise<TransportCounters> {
    this.asked.push(options);
    const answer = this.answers.length > 1 ? this.answers.shift()! : this.answers[0]!;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }

  get asTransport(): Transport {
    return this as unknown as Transport;
  }
}

export const inbound = (more: Partial<InboundStatsStream> = {}): InboundStatsStream => ({
  direction: 'inbound',
  mid: '0',
  kind: 'video',
  rtpReceiver: { id: 'camera', rtpParameters: { codecs: [vp8] } } as unknown as RtpReceiver,
  trackIdentifier: 'camera-track',
  ...more,
});

export const outbound = (more: Partial<OutboundStatsStream> = {}): OutboundStatsStream => ({
  direction: 'outbound',
  mid: '1',
  kind: 'video',
  rtpSender: senderOf('screen', 2001),
  trackIdentifier: 'screen-track',
  codecs: [vp8],
  ...more,
});

export const senderOf = (id: string, ssrc: number): RtpSender =>
  ({
    id,
    active: true,
    rtpParameters: { codecs: [], encodings: [{ ssrc }] },
  }) as unknown as RtpSender;

export const microphone = inbound({
  mid: '2',
  kind: 'audio',
  rtpReceiver: { id: 'microphone', rtpParameters: { codecs: [opus] } } as unknown as RtpReceiver,
  trackIdentifier: 'microphone-track',
});

export const speaker = outbound({
  mid: '3',
  kind: 'audio',
  rtpSender: senderOf('speaker', 2003),
  codecs: [opus],
});

export function subject(
  transport: FakeTransport | undefined = new FakeTransport(),
  more: Partial<StatsSubject> = {}
): StatsSubject {
  return {
    transport: transport.asTransport,
    iceTransport: {
      state: 'completed',
      getLocalCandidates: () => [
        candidate({ address: 'sfu.example', port: 40000, usernameFragment: 'ours' }),
      ],
      getRemoteCandidates: () => [candidate(), candidate({ port: 9, protocol: 'tcp' })],
    },
    dtlsTransport: {
      state: 'connected',
      getRemoteCertificates: () => [new Uint8Array([0x30, 4, 5, 6]).buffer],
    },
    streams: [inbound(), outbound(), microphone, speaker],
    dataChannels: {
      opened: 2,
      closed: 1,
      list: [{ label: 'chat', protocol: '', id: 0, readyState: 'open' }],
    },
    ...more,
  };
}
