// MediaStreamTrackEvent: a track came into a MediaStream or left it.
import type { EventInit } from '../idl/events.js';
import { checkInit, checkInstance } from '../idl/conversions.js';
import { MediaStreamTrack } from './media-stream-track.js';

/** What the constructor of a MediaStreamTrackEvent takes. */
export interface MediaStreamTrackEventInit extends EventInit {
  /** The track that came or left. */
  track: MediaStreamTrack;
}

/** W3C Media Capture and Streams, section 4.4. */
export class MediaStreamTrackEvent extends Event {
  /** The track that came or left. */
  readonly track: MediaStreamTrack;

  /** @throws {TypeError} if `init.track` is no MediaStreamTrack */
  constructor(type: string, init: MediaStreamTrackEventInit) {
    checkInit(init, ['track']);
    super(type, init);
    this.track = checkInstance('track', init.track, MediaStreamTrack);
  }
}
