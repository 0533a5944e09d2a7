// The event that an endpoint sends a track. W3C WebRTC 1.0, section 5.7.
import { checkInit, checkInstance, sequenceOf } from '../idl/conversions.js';
import type { EventInit } from '../idl/events.js';
import { MediaStreamTrack } from '../media/media-stream-track.js';
import { MediaStream } from '../media/media-stream.js';
import { RTCRtpReceiver } from './rtc-rtp-receiver.js';
import { RTCRtpTransceiver } from './rtc-rtp-transceiver.js';

/** What the constructor of an RTCTrackEvent takes. */
export interface RTCTrackEventInit extends EventInit {
  /** The receiver of the track. */
  receiver: RTCRtpReceiver;
  /** The track of the endpoint. */
  track: MediaStreamTrack;
  /** Those that the endpoint put the track into. Default none. */
  streams?: Iterable<MediaStream>;
  /** The transceiver of the receiver. */
  transceiver: RTCRtpTransceiver;
}

/** The endpoint sends a track. W3C WebRTC 1.0, section 5.7. */
export class RTCTrackEvent extends Event {
  /** The receiver of the track. */
  readonly receiver: RTCRtpReceiver;
  /** The track of the endpoint; muted until packets come. */
  readonly track: MediaStreamTrack;
  /** Those that the endpoint put the track into. */
  readonly streams: readonly MediaStream[];
  /** The transceiver of the receiver. */
  readonly transceiver: RTCRtpTransceiver;

  /** @throws {TypeError} for what is missing, or of another class */
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
