// What a worker counts of one transport and of all that travels on it: plain data.

/**
 * Counters since the transport was made. Packets and bytes are those of datagrams without their
 * STUN messages. Instants are milliseconds on the worker's clock, on which `now` is when it
 * counted.
 */
export interface TransportCounters {
  now: number;
  packetsSent: number;
  bytesSent: number;
  packetsReceived: number;
  bytesReceived: number;
  /** How often a route was selected. */
  routeChanges: number;
  /** What the handshake came to, once it is over. */
  dtls?: DtlsOutcome;
  /** Our certificate in DER, if it was asked for. */
  certificate?: Uint8Array;
  /** Every route by which the peer checked us. */
  routes: RouteCounters[];
  /** Every stream that came in. */
  received: ReceivedCounters[];
  /** Every stream that goes out, also before its first packet. */
  sent: SentCounters[];
}

/** What both sides of DTLS-SRTP agreed on. */
export interface DtlsOutcome {
  /** The protocol version as four hexadecimal digits: `FEFD` is DTLS 1.2. */
  version: string;
  /** The cipher suite's name in the IANA registry. */
  cipher: string;
  /** The SRTP protection profile's name in the IANA registry. */
  srtpProfile: string;
}

/** What took one route. RFC 8445, section 4: a candidate pair, seen from a lite agent. */
export interface RouteCounters {
  protocol: 'udp' | 'tcp';
  localIP: string;
  localPort: number;
  remoteIP: string;
  remotePort: number;
  selected: boolean;
  nominated: boolean;
  /** Whether the peer's checks by it still count. */
  accepted: boolean;
  packetsSent: number;
  bytesSent: number;
  packetsReceived: number;
  bytesReceived: number;
  /** Valid checks, each of which was answered. */
  checks: number;
  lastSentAt?: number;
  lastReceivedAt?: number;
}

/** One SSRC that a peer sends to us. */
export interface ReceivedCounters {
  receiverId: string;
  ssrc: number;
  rtxSsrc?: number;
  rid?: string;
  /** Of the last packet. */
  payloadType: number;
  /** Duplicates left out, retransmissions included; and so for the bytes. */
  packets: number;
  /** Payload without padding. */
  bytes: number;
  /** Headers and padding. */
  headerBytes: number;
  /** Of `packets`, those that came by RTX. */
  retransmittedPackets: number;
  retransmittedBytes: number;
  /** Before repair; negative when duplicates outnumber losses. RFC 3550, appendix A.3. */
  packetsLost: number;
  /** In seconds. RFC 3550, appendix A.8. */
  jitter: number;
  /** What we sent about it. */
  nackCount: number;
  pliCount: number;
  firCount: number;
  lastReceivedAt: number;
  /** How many sender reports came, and what they have counted. */
  reports: number;
  reportedPackets: number;
  reportedBytes: number;
  /** The last one: when it came, and its NTP time as milliseconds of the Unix epoch. */
  reportedAt?: number;
  reportedTime?: number;
}

/** One SSRC that we send to a peer. */
export interface SentCounters {
  senderId: string;
  ssrc: number;
  rtxSsrc?: number;
  /** Of the last packet. */
  payloadType?: number;
  /** Retransmissions included; and so for the bytes. */
  packets: number;
  bytes: number;
  headerBytes: number;
  retransmittedPackets: number;
  retransmittedBytes: number;
  frames: number;
  /** What the peer sent about it. */
  nackCount: number;
  pliCount: number;
  firCount: number;
  /** What its report blocks say; times in seconds. */
  reportedAt?: number;
  packetsLost: number;
  fractionLost: number;
  jitter: number;
  roundTripTime?: number;
  totalRoundTripTime: number;
  roundTripTimeMeasurements: number;
}
