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
  /** What both sides agreed on; absent until the handshake is over. */
  dtls?: DtlsOutcome;
  /** Our certificate in DER; absent unless the request asked for it. */
  certificate?: Uint8Array;
  /** Every route by which the endpoint checked us. */
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

/** What went by one route: a candidate pair (RFC 8445, section 4), as a lite agent sees it. */
export interface RouteCounters {
  protocol: 'udp' | 'tcp';
  localIP: string;
  localPort: number;
  remoteIP: string;
  remotePort: number;
  selected: boolean;
  nominated: boolean;
  /** Whether the endpoint's checks by this route still count. */
  accepted: boolean;
  packetsSent: number;
  bytesSent: number;
  packetsReceived: number;
  bytesReceived: number;
  /** How many valid checks came by this route; each was answered. */
  checks: number;
  lastSentAt?: number;
  lastReceivedAt?: number;
}

/** One SSRC that the endpoint sends to us. */
export interface ReceivedCounters {
  receiverId: string;
  ssrc: number;
  rtxSsrc?: number;
  rid?: string;
  /** The payload type of the last packet. */
  payloadType: number;
  /** Without duplicates, with retransmissions; and so for the bytes. */
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
  /** The requests that we sent about this SSRC. */
  nackCount: number;
  pliCount: number;
  firCount: number;
  lastReceivedAt: number;
  /** How many sender reports came, and what the last of them says that the endpoint has sent. */
  reports: number;
  reportedPackets: number;
  reportedBytes: number;
  /** When the last sender report came, and its NTP time as milliseconds of the Unix epoch. */
  reportedAt?: number;
  reportedTime?: number;
}

/** One SSRC that we send to the endpoint. */
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
  /** The requests that the endpoint sent about this SSRC. */
  nackCount: number;
  pliCount: number;
  firCount: number;
  /** What the endpoint's report blocks about this SSRC say; times in seconds. */
  reportedAt?: number;
  packetsLost: number;
  fractionLost: number;
  jitter: number;
  roundTripTime?: number;
  totalRoundTripTime: number;
  roundTripTimeMeasurements: number;
}
