// The dictionaries of W3C webrtc-stats, with the members that a server that forwards can know.
//
// Names and units are the standard's: seconds for durations, milliseconds of the Unix epoch for
// timestamps, bytes without headers unless the name says otherwise. Members that need a decoder,
// an encoder or a jitter buffer are absent.

/** What every statistic has. `timestamp` is when the values were true. */
export interface RTCStats {
  id: string;
  type: string;
  timestamp: number;
}

/** A payload type in use in one direction. */
export interface RTCCodecStats extends RTCStats {
  type: 'codec';
  payloadType: number;
  transportId: string;
  mimeType: string;
  clockRate?: number;
  channels?: number;
  sdpFmtpLine?: string;
}

/** One RTP stream. */
export interface RTCRtpStreamStats extends RTCStats {
  ssrc: number;
  kind: 'audio' | 'video';
  transportId: string;
  codecId?: string;
}

/** An RTP stream as its receiver sees it. */
export interface RTCReceivedRtpStreamStats extends RTCRtpStreamStats {
  /** Before repair. Negative when duplicates outnumber losses. */
  packetsLost: number;
  jitter: number;
}

/** An encoding that we receive. */
export interface RTCInboundRtpStreamStats extends RTCReceivedRtpStreamStats {
  type: 'inbound-rtp';
  trackIdentifier: string;
  mid?: string;
  /** Beyond the standard: which layer of simulcast it is. */
  rid?: string;
  remoteId?: string;
  rtxSsrc?: number;
  packetsReceived: number;
  bytesReceived: number;
  headerBytesReceived: number;
  retransmittedPacketsReceived?: number;
  retransmittedBytesReceived?: number;
  lastPacketReceivedTimestamp: number;
  nackCount: number;
  pliCount?: number;
  firCount?: number;
}

/** An RTP stream that we send. */
export interface RTCOutboundRtpStreamStats extends RTCRtpStreamStats {
  type: 'outbound-rtp';
  mid?: string;
  rid?: string;
  remoteId?: string;
  rtxSsrc?: number;
  packetsSent: number;
  bytesSent: number;
  headerBytesSent: number;
  retransmittedPacketsSent: number;
  retransmittedBytesSent: number;
  framesSent?: number;
  nackCount: number;
  pliCount?: number;
  firCount?: number;
  active: boolean;
}

/** What the peer reports of a stream that we send. */
export interface RTCRemoteInboundRtpStreamStats extends RTCReceivedRtpStreamStats {
  type: 'remote-inbound-rtp';
  localId: string;
  fractionLost: number;
  roundTripTime?: number;
  totalRoundTripTime: number;
  roundTripTimeMeasurements: number;
}

/** What the peer reports of a stream that we receive. */
export interface RTCRemoteOutboundRtpStreamStats extends RTCRtpStreamStats {
  type: 'remote-outbound-rtp';
  localId: string;
  packetsSent: number;
  bytesSent: number;
  remoteTimestamp: number;
  reportsSent: number;
}

/** The connection as a whole. */
export interface RTCPeerConnectionStats extends RTCStats {
  type: 'peer-connection';
  dataChannelsOpened: number;
  dataChannelsClosed: number;
}

/** A data channel. */
export interface RTCDataChannelStats extends RTCStats {
  type: 'data-channel';
  label: string;
  protocol: string;
  dataChannelIdentifier?: number;
  state: string;
  messagesSent: number;
  bytesSent: number;
  messagesReceived: number;
  bytesReceived: number;
}

/** ICE and DTLS of the connection. */
export interface RTCTransportStats extends RTCStats {
  type: 'transport';
  packetsSent: number;
  packetsReceived: number;
  bytesSent: number;
  bytesReceived: number;
  iceRole: 'controlled';
  iceLocalUsernameFragment: string;
  iceState: string;
  dtlsState: string;
  dtlsRole: 'client' | 'server' | 'unknown';
  selectedCandidatePairId?: string;
  selectedCandidatePairChanges: number;
  localCertificateId?: string;
  remoteCertificateId?: string;
  tlsVersion?: string;
  dtlsCipher?: string;
  srtpCipher?: string;
}

/** A candidate of either side. */
export interface RTCIceCandidateStats extends RTCStats {
  type: 'local-candidate' | 'remote-candidate';
  transportId: string;
  address: string | null;
  port: number;
  protocol: 'udp' | 'tcp';
  candidateType: string;
  priority?: number;
  foundation?: string;
  relatedAddress?: string;
  relatedPort?: number;
  usernameFragment?: string;
  tcpType?: string;
}

/** A pair by which the peer checked us; we are an ICE-lite agent and check nothing ourselves. */
export interface RTCIceCandidatePairStats extends RTCStats {
  type: 'candidate-pair';
  transportId: string;
  localCandidateId: string;
  remoteCandidateId: string;
  state: 'succeeded' | 'failed';
  nominated: boolean;
  packetsSent: number;
  packetsReceived: number;
  bytesSent: number;
  bytesReceived: number;
  lastPacketSentTimestamp?: number;
  lastPacketReceivedTimestamp?: number;
  requestsReceived: number;
  responsesSent: number;
}

/** A certificate of either side. */
export interface RTCCertificateStats extends RTCStats {
  type: 'certificate';
  fingerprint: string;
  fingerprintAlgorithm: string;
  base64Certificate: string;
}

/** Whatever may be in a report; `type` tells which. */
export type RTCAnyStats =
  | RTCCodecStats
  | RTCInboundRtpStreamStats
  | RTCOutboundRtpStreamStats
  | RTCRemoteInboundRtpStreamStats
  | RTCRemoteOutboundRtpStreamStats
  | RTCPeerConnectionStats
  | RTCDataChannelStats
  | RTCTransportStats
  | RTCIceCandidateStats
  | RTCIceCandidatePairStats
  | RTCCertificateStats;

/** The values of `type`. */
export type RTCStatsType = RTCAnyStats['type'];
