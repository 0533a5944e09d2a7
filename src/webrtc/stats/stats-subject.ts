// What getStats() is asked about: the parts of a connection that have something to count.
import type { RtpReceiver } from '../../engine/rtp-receiver.js';
import type { RtpSender } from '../../engine/rtp-sender.js';
import type { Transport } from '../../engine/transport.js';
import type { RtpCodecParameters } from '../../parameters/rtp.js';

/** One candidate; an RTCIceCandidate will do. */
export interface StatsCandidate {
  readonly address: string | null;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly type: string | null;
  readonly priority: number | null;
  readonly foundation: string | null;
  readonly tcpType?: string | null;
  readonly relatedAddress?: string | null;
  readonly relatedPort?: number | null;
  readonly usernameFragment?: string | null;
}

/** What is asked of an RTCIceTransport. */
export interface StatsIceTransport {
  readonly state: string;
  getLocalCandidates(): readonly StatsCandidate[];
  getRemoteCandidates(): readonly StatsCandidate[];
}

/** What is asked of an RTCDtlsTransport. */
export interface StatsDtlsTransport {
  readonly state: string;
  /** The chain in DER, the endpoint's own certificate first. */
  getRemoteCertificates(): readonly ArrayBuffer[];
}

/** What is asked of an RTCDataChannel; what it does not count is zero. */
export interface StatsDataChannel {
  readonly label: string;
  readonly protocol: string;
  readonly id: number | null;
  readonly readyState: string;
  readonly messagesSent?: number;
  readonly bytesSent?: number;
  readonly messagesReceived?: number;
  readonly bytesReceived?: number;
}

/** Media that comes in: all encodings of one track. */
export interface InboundStatsStream {
  direction: 'inbound';
  mid: string | null;
  kind: 'audio' | 'video';
  rtpReceiver: RtpReceiver;
  trackIdentifier: string;
}

/** Media that goes out: one encoding of one track. */
export interface OutboundStatsStream {
  direction: 'outbound';
  mid: string | null;
  kind: 'audio' | 'video';
  rtpSender: RtpSender;
  trackIdentifier: string | undefined;
  rid?: string;
  /** What was negotiated, in the endpoint's payload types. */
  codecs: readonly RtpCodecParameters[];
}

/** The media of one sender's encoding, or of one receiver. */
export type StatsStream = InboundStatsStream | OutboundStatsStream;

/** A connection, as far as it has come. */
export interface StatsSubject {
  transport: Transport | undefined;
  iceTransport: StatsIceTransport | undefined;
  dtlsTransport: StatsDtlsTransport | undefined;
  /** One for each sender or receiver that the engine knows. */
  streams: readonly StatsStream[];
  /** Each channel keeps its id as long as `list` holds the same object. */
  dataChannels: { opened: number; closed: number; list: readonly StatsDataChannel[] };
}
