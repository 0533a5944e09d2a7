// The event that an endpoint sends a track. W3C WebRTC 1.0, section 5.7.
import { checkInit, checkInstance, sequenceOf } from '../idl/conversions.js';
import type { EventInit } from '../idl/events.js';
import { MediaStreamTrack } from '../media/media-stream-track.js';
import { MediaStream } from '../media/media-stream.js';
import { RTCRtpReceiver } from './rtc-rtp-receiver.js';
import { RTCRtpTransceiver } from './rtc-rtp-transceiver.js';

/** What the constructor of an RTCTrackEvent takes. */
export interface RTCTrackEventInit extends EventInit {
  receiver: RTCRtpReceiver;
  track: MediaStreamTrack;
  streams?: Iterable<MediaStream>;
  transceiver: RTCRtpTransceiver;
}

/** The endpoint sends a track. W3C WebRTC 1.0, section 5.7. */
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
