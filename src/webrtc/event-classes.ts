// The events of a connection, in the classes that the W3C gives them.
import { MediaStreamTrack } from './media/media-stream-track.js';
import { MediaStream } from './media/media-stream.js';
import { RTCRtpReceiver } from './rtc-rtp-receiver.js';
import { RTCRtpTransceiver } from './rtc-rtp-transceiver.js';
import { RTCDataChannel } from './transports/rtc-data-channel.js';
import { RTCIceCandidate } from './transports/rtc-ice-candidate.js';
import {
  checkInit,
  checkInstance,
  dictionaryOf,
  nullableTextOf,
  sequenceOf,
  textOf,
  unsignedShort,
} from './webidl.js';
import type { EventInit } from './events.js';

export { MediaStreamTrackEvent } from './media/media-stream-track-event.js';
export { RTCErrorEvent } from './transports/rtc-error-event.js';

/** What the constructor of an RTCTrackEvent takes. */
export interface RTCTrackEventInit extends EventInit {
  receiver: RTCRtpReceiver;
  track: MediaStreamTrack;
  streams?: Iterable<MediaStream>;
  transceiver: RTCRtpTransceiver;
}

/** The peer sends a track. W3C WebRTC 1.0, section 5.7. */
export class RTCTrackEvent extends Event {
  readonly receiver: RTCRtpReceiver;
  readonly track: MediaStreamTrack;
  readonly streams: readonly MediaStream[];
  readonly transceiver: RTCRtpTransceiver;

  constructor(type: string, init: RTCTrackEventInit) {
    checkInit(init, ['receiver', 'track', 'transceiver']);
    super(type, init);
    this.receiver = checkInstance('receiver', init.receiver, RTCRtpReceiver);
    const streams = init.streams === undefined ? [] : sequenceOf('streams', init.streams);
    this.streams = Object.freeze(
      streams.map(stream => checkInstance('streams', stream, MediaStream))
    );
    this.track = checkInstance('track', init.track, MediaStreamTrack);
    this.transceiver = checkInstance('transceiver', init.transceiver, RTCRtpTransceiver);
  }
}

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

/** What the constructor of an RTCDataChannelEvent takes. */
export interface RTCDataChannelEventInit extends EventInit {
  channel: RTCDataChannel;
}

/** The peer opened a data channel. W3C WebRTC 1.0, section 6.3. */
export class RTCDataChannelEvent extends Event {
  readonly channel: RTCDataChannel;

  constructor(type: string, init: RTCDataChannelEventInit) {
    checkInit(init, ['channel']);
    super(type, init);
    this.channel = checkInstance('channel', init.channel, RTCDataChannel);
  }
}
