// MediaStreamTrack: a track that an endpoint sends us, as the W3C has it.
import { randomUUID } from 'node:crypto';

import { AttributedTarget, type EventAttribute } from '../idl/events.js';
import { dictionaryOf } from '../idl/conversions.js';
import { TrackFeed } from './track-feed.js';

export { TrackFeed };

/** Constraints and settings have no effect here: nobody captures or renders. */
export type MediaTrackConstraints = Record<string, unknown>;

/** What a MediaStreamTrack tells. */
export interface MediaStreamTrackEvents {
  /** Packets have ceased. */
  mute: Event;
  /** Packets have begun. */
  unmute: Event;
  /** Fires once, and not after `stop()`. */
  ended: Event;
}

const contentHints = {
  audio: ['', 'speech', 'speech-recognition', 'music'],
  video: ['', 'motion', 'detail', 'text'],
};

/**
 * One audio or video track. W3C Media Capture and Streams, section 4.3; W3C WebRTC 1.0, section 9.
 *
 * Comes out of an RTCRtpReceiver; given to the `addTrack()` of another connection it is forwarded
 * there. Its media stays in the worker: it can be neither captured nor rendered, so that
 * constraints mean nothing. It is muted while no packets come, and at the start.
 */
export class MediaStreamTrack extends AttributedTarget<MediaStreamTrackEvents> {
  readonly #feed: TrackFeed;
  readonly #listeners = new Set<() => void>();
  readonly #unfollow: () => void;
  #enabled = true;
  #muted = true;
  #readyState: 'live' | 'ended' = 'live';
  #contentHint = '';
  #constraints: MediaTrackConstraints = {};

  /** What the endpoint calls the track, or else random. */
  readonly id: string;
  /** `audio` or `video`. */
  readonly kind: 'audio' | 'video';
  /** `remote audio` or `remote video`. */
  readonly label: string;

  /** @internal Applications get tracks, they do not make them. */
  constructor(feed: TrackFeed, id: string = randomUUID()) {
    if (!(feed instanceof TrackFeed)) throw new TypeError('Illegal constructor');
    super();
    this.#feed = feed;
    this.id = id;
    this.kind = feed.kind;
    this.label = `remote ${feed.kind}`;
    this.#unfollow = feed.watchMuting(muted => this.setMuted(muted));
  }

  /** Whether the track is rendered; where it is forwarded, false pauses it. */
  get enabled(): boolean {
    return this.#enabled;
  }
  set enabled(enabled: boolean) {
    const wanted = Boolean(enabled);
    if (wanted === this.#enabled) return;
    this.#enabled = wanted;
    this.#tell();
  }

  /** True while no packets come. */
  get muted(): boolean {
    return this.#muted;
  }

  /** `ended` after `stop()`, or when the track is gone for good. */
  get readyState(): 'live' | 'ended' {
    return this.#readyState;
  }

  /** What the content is like; kept, without effect. W3C MediaStreamTrack Content Hints. */
  get contentHint(): string {
    return this.#contentHint;
  }
  set contentHint(hint: string) {
    if (contentHints[this.kind].includes(String(hint))) this.#contentHint = String(hint);
  }

  /** The handler of the event `mute`: packets have ceased. */
  get onmute(): EventAttribute {
    return this.attribute('mute');
  }
  set onmute(handler: EventAttribute) {
    this.setAttribute('mute', handler);
  }

  /** The handler of the event `unmute`: packets have begun. */
  get onunmute(): EventAttribute {
    return this.attribute('unmute');
  }
  set onunmute(handler: EventAttribute) {
    this.setAttribute('unmute', handler);
  }

  /** The handler of the event `ended`. Fires once, and not after `stop()`. */
  get onended(): EventAttribute {
    return this.attribute('ended');
  }
  set onended(handler: EventAttribute) {
    this.setAttribute('ended', handler);
  }

  /** Another track with the same feed, to be enabled and stopped by itself. */
  clone(): MediaStreamTrack {
    const clone = new MediaStreamTrack(this.#feed);
    clone.#enabled = this.#enabled;
    clone.#muted = this.#muted;
    clone.#contentHint = this.#contentHint;
    clone.#constraints = { ...this.#constraints };
    if (this.#readyState === 'ended') clone.stop();
    return clone;
  }

  /** Ends this object for good; the endpoint goes on sending. Fires nothing. */
  stop(): void {
    if (this.#readyState === 'ended') return;
    this.#readyState = 'ended';
    this.#unfollow();
    this.#tell();
  }

  /** Empty: a track of an endpoint cannot be captured in another way. */
  getCapabilities(): Record<string, unknown> {
    return {};
  }

  /** What `applyConstraints()` took last. */
  getConstraints(): MediaTrackConstraints {
    return { ...this.#constraints };
  }

  /** Empty, as `getCapabilities()`. */
  getSettings(): Record<string, unknown> {
    return {};
  }

  /** Remembers the constraints, without effect. Rejects with TypeError for what is no dictionary. */
  // eslint-disable-next-line @typescript-eslint/require-await -- a wrong argument rejects.
  async applyConstraints(constraints?: MediaTrackConstraints): Promise<void> {
    const given = dictionaryOf('constraints', constraints);
    if (this.#readyState === 'live') this.#constraints = { ...given };
  }

  /** @internal What the media of the track comes from. */
  get feed(): TrackFeed {
    return this.#feed;
  }

  /** @internal Changes `muted` and fires `mute` or `unmute`; ended tracks stay as they are. */
  setMuted(muted: boolean): void {
    if (this.#readyState === 'ended' || muted === this.#muted) return;
    this.#muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }

  /**
   * @internal The feed has ended for good: as `stop()`, with the event `ended` in a task of its own.
   */
  end(): void {
    if (this.#readyState === 'ended') return;
    this.stop();
    setImmediate(() => this.dispatchEvent(new Event('ended')));
  }

  /**
   * @internal Calls `listener` when `enabled`, `readyState` or the source has changed; senders that
   * forward the track use this. The function returned ends that.
   */
  watch(listener: () => void): () => void {
    const tell = (): void => listener();
    this.#listeners.add(tell);
    const unwatch = this.#feed.watch(tell);
    return () => {
      this.#listeners.delete(tell);
      unwatch();
    };
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
