// The event that an endpoint opened a data channel. W3C WebRTC 1.0, section 6.3.
import { checkInit, checkInstance } from '../idl/conversions.js';
import type { EventInit } from '../idl/events.js';
import { RTCDataChannel } from './rtc-data-channel.js';

/** What the constructor of an RTCDataChannelEvent takes. */
export interface RTCDataChannelEventInit extends EventInit {
  /** The channel that was opened. */
  channel: RTCDataChannel;
}

/** The endpoint opened a data channel. W3C WebRTC 1.0, section 6.3. */
export class RTCDataChannelEvent extends Event {
  /** The channel that was opened. */
  readonly channel: RTCDataChannel;

  /** @throws {TypeError} if `init.channel` is no RTCDataChannel */
  constructor(type: string, init: RTCDataChannelEventInit) {
    checkInit(init, ['channel']);
    super(type, init);
    this.channel = checkInstance('channel', init.channel, RTCDataChannel);
  }
}
