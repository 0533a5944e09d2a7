// RTCErrorEvent: something failed that has no promise to reject.
import { RTCError } from '../idl/errors.js';
import type { EventInit } from '../idl/events.js';
import { checkInit, checkInstance } from '../idl/conversions.js';

/** What the constructor of an RTCErrorEvent takes. */
export interface RTCErrorEventInit extends EventInit {
  /** What went wrong. */
  error: RTCError;
}

/** W3C WebRTC 1.0, section 11.2. */
export class RTCErrorEvent extends Event {
  /** What went wrong. */
  readonly error: RTCError;

  /** @throws {TypeError} if `init.error` is no RTCError */
  constructor(type: string, init: RTCErrorEventInit) {
    checkInit(init, ['error']);
    super(type, init);
    this.error = checkInstance('error', init.error, RTCError);
  }
}
