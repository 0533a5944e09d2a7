// The dictionaries of W3C webrtc-stats, with the members that a server that forwards can know.
//
// Names and units are the standard's: seconds for durations, milliseconds of the Unix epoch for
// timestamps, bytes without headers unless the name says otherwise. Members that need a decoder,
// an encoder or a jitter buffer are absent.

/** What every statistic has. `timestamp` is when the values were true. */
export interface RTCStats {
  /** Unique in its report, and the same in the next. */
  id: string;
  /** Which dictionary it is. */
  type: string;
  /** When the values were true, in milliseconds of the Unix epoch. */
  timestamp: number;
}

/** A payload type in use in one direction. */
export interface RTCCodecStats extends RTCStats {
  type: 'codec';
  /** The number in RTP packets. */
  payloadType: number;
  /** The RTCTransportStats of the packets. */
  transportId: string;
  /** Such as `video/VP8`. */
  mimeType: string;
  /** In hertz. */
  clockRate?: number;
  /** Of audio. */
  channels?: number;
  /** The `a=fmtp` of the codec, without its number. */
  sdpFmtpLine?: string;
}

/** One RTP stream. */
export interface RTCRtpStreamStats extends RTCStats {
  /** The SSRC of the media packets. */
  ssrc: number;
  /** `audio` or `video`. */
  kind: 'audio' | 'video';
  /** The RTCTransportStats that the stream travels over. */
  transportId: string;
  /** The RTCCodecStats of the last packet. */
  codecId?: string;
}

/** An RTP stream as its receiver sees it. */
export interface RTCReceivedRtpStreamStats extends RTCRtpStreamStats {
  /** Before repair. Negative when duplicates outnumber losses. */
  packetsLost: number;
  /** In seconds. RFC 3550, section 6.4.1. */
  jitter: number;
}

/** An encoding that we receive. */
export interface RTCInboundRtpStreamStats extends RTCReceivedRtpStreamStats {
  type: 'inbound-rtp';
  /** The `id` of the MediaStreamTrack. */
  trackIdentifier: string;
  /** The mid of the m-section. */
  mid?: string;
  /** Beyond the standard: which layer of simulcast it is. */
  rid?: string;
  /** The RTCRemoteOutboundRtpStreamStats of the same stream. */
  remoteId?: string;
  /** The SSRC of retransmissions. RFC 4588. */
  rtxSsrc?: number;
  /** With retransmissions. */
  packetsReceived: number;
  /** Payload bytes. */
  bytesReceived: number;
  /** Bytes of RTP headers and padding. */
  headerBytesReceived: number;
  /** Packets that came by RTX. */
  retransmittedPacketsReceived?: number;
  /** Payload bytes that came by RTX. */
  retransmittedBytesReceived?: number;
  /** In milliseconds of the Unix epoch. */
  lastPacketReceivedTimestamp: number;
  /** NACKs that we sent. */
  nackCount: number;
  /** Picture loss indications that we sent. */
  pliCount?: number;
  /** Full intra requests that we sent. */
  firCount?: number;
}

/** An RTP stream that we send. */
export interface RTCOutboundRtpStreamStats extends RTCRtpStreamStats {
  type: 'outbound-rtp';
  /** The mid of the m-section. */
  mid?: string;
  /** The RID of the encoding, where there are several. */
  rid?: string;
  /** The RTCRemoteInboundRtpStreamStats of the same stream. */
  remoteId?: string;
  /** The SSRC of retransmissions. RFC 4588. */
  rtxSsrc?: number;
  /** With retransmissions. */
  packetsSent: number;
  /** Payload bytes, with retransmissions. */
  bytesSent: number;
  /** Bytes of RTP headers and padding. */
  headerBytesSent: number;
  /** Packets that were sent again. */
  retransmittedPacketsSent: number;
  /** Payload bytes that were sent again. */
  retransmittedBytesSent: number;
  /** Pictures of which all packets were sent. */
  framesSent?: number;
  /** NACKs that the endpoint sent. */
  nackCount: number;
  /** Picture loss indications that the endpoint sent. */
  pliCount?: number;
  /** Full intra requests that the endpoint sent. */
  firCount?: number;
  /** False while nothing of the encoding is sent. */
  active: boolean;
}

/** What the endpoint reports of a stream that we send. */
export interface RTCRemoteInboundRtpStreamStats extends RTCReceivedRtpStreamStats {
  type: 'remote-inbound-rtp';
  /** The RTCOutboundRtpStreamStats of the same stream. */
  localId: string;
  /** Of the packets since the report before: from 0 to 1. */
  fractionLost: number;
  /** In seconds, of the last report that tells it. */
  roundTripTime?: number;
  /** The sum of all measurements, in seconds. */
  totalRoundTripTime: number;
  /** How many reports told the round trip time. */
  roundTripTimeMeasurements: number;
}

/** What the endpoint reports of a stream that we receive. */
export interface RTCRemoteOutboundRtpStreamStats extends RTCRtpStreamStats {
  type: 'remote-outbound-rtp';
  /** The RTCInboundRtpStreamStats of the same stream. */
  localId: string;
  /** As the last sender report of the endpoint counts. */
  packetsSent: number;
  /** As the last sender report of the endpoint counts; payload bytes. */
  bytesSent: number;
  /** When the endpoint wrote the report, by its own clock: in milliseconds of the Unix epoch. */
  remoteTimestamp: number;
  /** How many sender reports came. */
  reportsSent: number;
}

/** The connection as a whole. */
export interface RTCPeerConnectionStats extends RTCStats {
  type: 'peer-connection';
  /** How many data channels have been open. */
  dataChannelsOpened: number;
  /** How many of those are closed. */
  dataChannelsClosed: number;
}

/** A data channel. */
export interface RTCDataChannelStats extends RTCStats {
  type: 'data-channel';
  /** As `createDataChannel()` was told. */
  label: string;
  /** As `createDataChannel()` was told. */
  protocol: string;
  /** The id, once it is known. */
  dataChannelIdentifier?: number;
  /** `connecting`, `open`, `closing` or `closed`. */
  state: string;
  /** How many `send()` took. */
  messagesSent: number;
  /** Payload bytes. */
  bytesSent: number;
  /** How many came. */
  messagesReceived: number;
  /** Payload bytes. */
  bytesReceived: number;
}

/** ICE and DTLS of the connection. */
export interface RTCTransportStats extends RTCStats {
  type: 'transport';
  /** Datagrams of every kind. */
  packetsSent: number;
  /** Datagrams of every kind. */
  packetsReceived: number;
  /** Bytes of those datagrams, without IP and UDP. */
  bytesSent: number;
  /** Bytes of those datagrams, without IP and UDP. */
  bytesReceived: number;
  /** A lite agent is always controlled. */
  iceRole: 'controlled';
  /** Our ICE user name fragment. */
  iceLocalUsernameFragment: string;
  /** As `RTCIceTransport.state`. */
  iceState: string;
  /** As `RTCDtlsTransport.state`. */
  dtlsState: string;
  /** Ours; `unknown` before it is negotiated. */
  dtlsRole: 'client' | 'server' | 'unknown';
  /** The RTCIceCandidatePairStats in use. */
  selectedCandidatePairId?: string;
  /** How often another pair came into use. */
  selectedCandidatePairChanges: number;
  /** The RTCCertificateStats of our certificate. */
  localCertificateId?: string;
  /** The RTCCertificateStats of the endpoint’s certificate, once the handshake is done. */
  remoteCertificateId?: string;
  /** The two bytes of the version in hexadecimal: `FEFD` is DTLS 1.2. */
  tlsVersion?: string;
  /** The name of the cipher suite. */
  dtlsCipher?: string;
  /** The name of the SRTP profile. */
  srtpCipher?: string;
}

/** A candidate of either side. */
export interface RTCIceCandidateStats extends RTCStats {
  type: 'local-candidate' | 'remote-candidate';
  /** The RTCTransportStats that the candidate belongs to. */
  transportId: string;
  /** An IP address. */
  address: string | null;
  /** A port. */
  port: number;
  /** `udp` or `tcp`. */
  protocol: 'udp' | 'tcp';
  /** `host`, `srflx`, `prflx` or `relay`. */
  candidateType: string;
  /** RFC 8445, section 5.1.2. */
  priority?: number;
  /** RFC 8445, section 5.1.1.3. */
  foundation?: string;
  /** The base of a candidate that is none itself. */
  relatedAddress?: string;
  /** The port of that base. */
  relatedPort?: number;
  /** The ICE user name fragment of the side that the candidate is of. */
  usernameFragment?: string;
  /** `active`, `passive` or `so`. RFC 6544. */
  tcpType?: string;
}

/** A pair by which the endpoint checked us; we are an ICE-lite agent and check nothing ourselves. */
export interface RTCIceCandidatePairStats extends RTCStats {
  type: 'candidate-pair';
  /** The RTCTransportStats that the pair belongs to. */
  transportId: string;
  /** Our candidate. */
  localCandidateId: string;
  /** The endpoint’s candidate. */
  remoteCandidateId: string;
  /** `succeeded` if the endpoint’s checks were accepted, else `failed`. */
  state: 'succeeded' | 'failed';
  /** The endpoint has nominated the pair. */
  nominated: boolean;
  /** Datagrams of every kind. */
  packetsSent: number;
  /** Datagrams of every kind. */
  packetsReceived: number;
  /** Bytes of those datagrams, without IP and UDP. */
  bytesSent: number;
  /** Bytes of those datagrams, without IP and UDP. */
  bytesReceived: number;
  /** In milliseconds of the Unix epoch. */
  lastPacketSentTimestamp?: number;
  /** In milliseconds of the Unix epoch. */
  lastPacketReceivedTimestamp?: number;
  /** Checks that came. */
  requestsReceived: number;
  /** Checks that were answered. */
  responsesSent: number;
}

/** A certificate of either side. */
export interface RTCCertificateStats extends RTCStats {
  type: 'certificate';
  /** Hexadecimal pairs with colons between them. */
  fingerprint: string;
  /** Such as `sha-256`. */
  fingerprintAlgorithm: string;
  /** The certificate in DER, in base 64. */
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
