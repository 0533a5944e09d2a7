// What transceivers, senders and receivers need of the connection that they belong to.
import type { Peer } from '../../engine/peer.js';
import type { RtpCapabilities } from '../../parameters/rtp.js';
import type { RTCStatsReport } from '../stats/rtc-stats-report.js';

/** The negotiation-needed flag of a connection. W3C WebRTC 1.0, section 4.7.3. */
export interface NegotiationNeededFlag {
  /** Something changed that an offer might have to say. */
  update(): void;
}

/** W3C's internal slot [[Connection]]: the connection as its parts see it. */
export interface OwningConnection {
  readonly peer: Peer;
  readonly isClosed: boolean;
  /** What ended the connection, if it was not `close()`. */
  readonly closedBy: Error | undefined;
  /** Codecs and header extensions that may be negotiated, in the numbers of the room. */
  readonly capabilities: RtpCapabilities;
  readonly needed: NegotiationNeededFlag;
  /** The operations chain. W3C WebRTC 1.0, section 4.4.1.2. */
  readonly chain: { run<T>(operation: () => T | Promise<T>): Promise<T> };
  /** Collects the statistics of one RTCRtpSender or RTCRtpReceiver of the connection. */
  statsOf(part: object): Promise<RTCStatsReport>;
}
