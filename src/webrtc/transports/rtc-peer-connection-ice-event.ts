// The event that a candidate was gathered. W3C WebRTC 1.0, section 4.8.3.
import { checkInstance, dictionaryOf, nullableTextOf } from '../idl/conversions.js';
import type { EventInit } from '../idl/events.js';
import { RTCIceCandidate } from './rtc-ice-candidate.js';

/** What the constructor of an RTCPeerConnectionIceEvent takes. */
export interface RTCPeerConnectionIceEventInit extends EventInit {
  candidate?: RTCIceCandidate | null;
  url?: string | null;
}

/** A candidate was gathered; null says that all were. W3C WebRTC 1.0, section 4.8.3. */
export class RTCPeerConnectionIceEvent extends Event {
  readonly candidate: RTCIceCandidate | null;
  readonly url: string | null;

  constructor(type: string, init: RTCPeerConnectionIceEventInit = {}) {
    const { candidate = null, url } = dictionaryOf('init', init);
    super(type, init);
    this.candidate =
      candidate === null ? null : checkInstance('candidate', candidate, RTCIceCandidate);
    this.url = nullableTextOf('url', url);
  }
}
