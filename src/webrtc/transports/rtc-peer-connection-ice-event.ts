// The event that a candidate was gathered. W3C WebRTC 1.0, section 4.8.3.
import { checkInstance, dictionaryOf, nullableTextOf } from '../idl/conversions.js';
import type { EventInit } from '../idl/events.js';
import { RTCIceCandidate } from './rtc-ice-candidate.js';

/** What the constructor of an RTCPeerConnectionIceEvent takes. */
export interface RTCPeerConnectionIceEventInit extends EventInit {
  /** Default null. */
  candidate?: RTCIceCandidate | null;
  /** Of the server that told the candidate. Default null. */
  url?: string | null;
}

/** A candidate was gathered; null says that all were. W3C WebRTC 1.0, section 4.8.3. */
export class RTCPeerConnectionIceEvent extends Event {
  /** A candidate of ours; one with an empty `candidate` ends a generation, and null ends them all. */
  readonly candidate: RTCIceCandidate | null;
  /** Of the server that told the candidate; null for a host’s own. */
  readonly url: string | null;

  /** @throws {TypeError} if `init.candidate` is no RTCIceCandidate */
  constructor(type: string, init: RTCPeerConnectionIceEventInit = {}) {
    const { candidate = null, url } = dictionaryOf('init', init);
    super(type, init);
    this.candidate =
      candidate === null ? null : checkInstance('candidate', candidate, RTCIceCandidate);
    this.url = nullableTextOf('url', url);
  }
}
