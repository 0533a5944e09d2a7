// What transceivers, senders and receivers ask of the connection that they belong to.
import type { Peer } from '../../engine/peer.js';
import type { RtpCapabilities } from '../../parameters/rtp.js';
import type { RTCStatsReport } from '../stats/rtc-stats-report.js';

/** The connection as its parts see it. */
export interface ConnectionHooks {
  readonly peer: Peer;
  readonly isClosed: boolean;
  /** What may be negotiated, in the numbers of the room. */
  readonly capabilities: RtpCapabilities;
  /** W3C WebRTC 1.0, section 4.7.3. */
  updateNegotiationNeeded(): void;
  /** Puts an operation into the connection's chain. W3C WebRTC 1.0, section 4.4.1.2. */
  chain<T>(operation: () => T | Promise<T>): Promise<T>;
  /** The statistics of one sender or receiver. */
  statsOf(part: object): Promise<RTCStatsReport>;
}
