// The event that a server gave no candidate. W3C WebRTC 1.0, section 4.8.4.
import { checkInit, nullableTextOf, textOf, unsignedShort } from '../idl/conversions.js';
import type { EventInit } from '../idl/events.js';

/** What the constructor of an RTCPeerConnectionIceErrorEvent takes. */
export interface RTCPeerConnectionIceErrorEventInit extends EventInit {
  /** Our address; null while it is not to be shown. Default null. */
  address?: string | null;
  /** Our port. Default null. */
  port?: number | null;
  /** Of the server. Default empty. */
  url?: string;
  /** Of STUN, from 300 to 699, or 701 if the server could not be reached. */
  errorCode: number;
  /** What the server says of it. Default empty. */
  errorText?: string;
}

/** A server did not give a candidate. W3C WebRTC 1.0, section 4.8.4. */
export class RTCPeerConnectionIceErrorEvent extends Event {
  /** Our address; null while it is not to be shown. */
  readonly address: string | null;
  /** Our port; null as `address`. */
  readonly port: number | null;
  /** Of the server. */
  readonly url: string;
  /** Of STUN, or 701 if the server could not be reached. */
  readonly errorCode: number;
  /** What the server says of it. */
  readonly errorText: string;

  /** @throws {TypeError} without `init.errorCode` */
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
