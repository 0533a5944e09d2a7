// What stands behind an RTCRtpReceiver: the endpoint's track, and the engine receiver it comes from.
import type { RtpReceiver } from '../../engine/rtp-receiver.js';
import type { RtpParameters } from '../../parameters/rtp.js';
import type { SectionKind } from '../jsep/codec-words.js';
import { rememberTrack } from '../media/engine-tracks.js';
import type { MediaStream } from '../media/media-stream.js';
import { MediaStreamTrack } from '../media/media-stream-track.js';
import { TrackFeed } from '../media/track-feed.js';
import type { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';

/**
 * One receiver as the connection sees it; the application sees its RTCRtpReceiver. An engine
 * receiver stands behind it while the endpoint is expected to send.
 */
export class Receiving {
  readonly track: MediaStreamTrack;
  /** Null until a description has been set. */
  transport: RTCDtlsTransport | null = null;
  /** The streams of the endpoint that the track is in. */
  streams: readonly MediaStream[] = [];
  readonly #feed: TrackFeed;
  #rtpReceiver: RtpReceiver | undefined;
  #received: RtpParameters | undefined;

  /** @param trackId what the endpoint calls the track; a random id without it */
  constructor(kind: SectionKind, trackId?: string) {
    this.#feed = new TrackFeed(kind);
    this.track = new MediaStreamTrack(this.#feed, trackId);
  }

  /** The engine's receiver, while the endpoint is expected to send. */
  get rtpReceiver(): RtpReceiver | undefined {
    return this.#rtpReceiver;
  }

  /** What the last answer said of the endpoint's media, before the engine completed it. */
  get received(): RtpParameters | undefined {
    return this.#received;
  }

  /** The engine expects media of this form from now on. */
  connect(rtpReceiver: RtpReceiver, received: RtpParameters): void {
    this.#received = received;
    if (this.#rtpReceiver === rtpReceiver) return;
    this.#rtpReceiver = rtpReceiver;
    rememberTrack(rtpReceiver, this.track);
    this.#feed.connect(rtpReceiver);
  }

  /** The endpoint sends nothing any more. Returns the engine's receiver, which is to be closed. */
  disconnect(): RtpReceiver | undefined {
    const rtpReceiver = this.#rtpReceiver;
    this.#rtpReceiver = undefined;
    this.#received = undefined;
    this.#feed.connect(undefined);
    return rtpReceiver;
  }
}
