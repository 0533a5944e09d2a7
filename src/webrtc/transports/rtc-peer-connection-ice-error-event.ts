// The event that a server gave no candidate. W3C WebRTC 1.0, section 4.8.4.
import { checkInit, nullableTextOf, textOf, unsignedShort } from '../idl/conversions.js';
import type { EventInit } from '../idl/events.js';

/** What the constructor of an RTCPeerConnectionIceErrorEvent takes. */
export interface RTCPeerConnectionIceErrorEventInit extends EventInit {
  address?: string | null;
  port?: number | null;
  url?: string;
  errorCode: number;
  errorText?: string;
}

/** A server did not give a candidate. W3C WebRTC 1.0, section 4.8.4. */
export class RTCPeerConnectionIceErrorEvent extends Event {
  readonly address: string | null;
  readonly port: number | null;
  readonly url: string;
  /** Of STUN, or 701 if the server could not be reached. */
  readonly errorCode: number;
  readonly errorText: string;

  constructor(type: string, init: RTCPeerConnectionIceErrorEventInit) {
    checkInit(init, ['errorCode']);
    super(type, init);
    const { port = null, url = '', errorText = '' } = init;
    this.address = nullableTextOf('address', init.address);
    this.errorCode = unsignedShort('errorCode', init.errorCode);
    this.errorText = textOf('errorText', errorText);
    this.port = port === null ? null : unsignedShort('port', port);
    this.url = textOf('url', url);
  }
}
