// MediaStream: tracks that belong together.
import { randomUUID } from 'node:crypto';

import { AttributedTarget, type EventAttribute } from '../idl/events.js';
import { checkInstance, sequenceOf } from '../idl/conversions.js';
import { MediaStreamTrackEvent } from './media-stream-track-event.js';
import { MediaStreamTrack } from './media-stream-track.js';

/** What a MediaStream tells. */
export interface MediaStreamEvents {
  /** The endpoint put a track into the stream. Once for each track. */
  addtrack: MediaStreamTrackEvent;
  /** The endpoint took a track out of the stream. Once for each track. */
  removetrack: MediaStreamTrackEvent;
}

/**
 * A set of tracks, which a browser plays in sync. W3C Media Capture and Streams, section 4.2.
 *
 * What the endpoint adds and removes fires events; what the application adds and removes fires none.
 */
export class MediaStream extends AttributedTarget<MediaStreamEvents> {
  readonly #tracks = new Set<MediaStreamTrack>();
  readonly #signaledId: string = randomUUID();
  #id = this.#signaledId;

  /** An empty stream; one with the tracks of another; one with these tracks. */
  constructor(...given: [] | [MediaStream] | [Iterable<MediaStreamTrack>]) {
    super();
    if (given.length === 0) return;
    const [first] = given;
    const tracks = first instanceof MediaStream ? first.getTracks() : sequenceOf('tracks', first);
    const checked = tracks.map(track => checkInstance('track', track, MediaStreamTrack));
    for (const track of checked) this.#add(track);
  }

  /** @internal A stream that has its id from the endpoint. */
  static withId(id: string): MediaStream {
    const stream = new MediaStream();
    stream.#id = id;
    return stream;
  }

  /** @internal What descriptions of ours call the stream: an endpoint's own id goes to nobody else. */
  get signaledId(): string {
    return this.#signaledId;
  }

  /** Random, or for a stream of an endpoint the id that the endpoint gave it. */
  get id(): string {
    return this.#id;
  }

  /** True while a track of it is live. */
  get active(): boolean {
    return this.getTracks().some(({ readyState }) => readyState === 'live');
  }

  /** All tracks, in the order of their coming. */
  getTracks(): MediaStreamTrack[] {
    return [...this.#tracks];
  }

  /** Those of kind `audio`. */
  getAudioTracks(): MediaStreamTrack[] {
    return this.getTracks().filter(({ kind }) => kind === 'audio');
  }

  /** Those of kind `video`. */
  getVideoTracks(): MediaStreamTrack[] {
    return this.getTracks().filter(({ kind }) => kind === 'video');
  }

  /** The track with this id; null if there is none. */
  getTrackById(id: string): MediaStreamTrack | null {
    return this.getTracks().find(track => track.id === String(id)) ?? null;
  }

  /** Adds a track; one that is there already changes nothing. */
  addTrack(track: MediaStreamTrack): void {
    this.#add(checkInstance('track', track, MediaStreamTrack));
  }

  /** Takes a track out; one that is not there changes nothing. */
  removeTrack(track: MediaStreamTrack): void {
    this.#tracks.delete(checkInstance('track', track, MediaStreamTrack));
  }

  /** A stream with clones of the tracks. */
  clone(): MediaStream {
    return new MediaStream(this.getTracks().map(track => track.clone()));
  }

  /** The handler of the event `addtrack`: the endpoint added a track. */
  get onaddtrack(): EventAttribute<MediaStreamTrackEvent> {
    return this.attribute('addtrack');
  }
  set onaddtrack(handler: EventAttribute<MediaStreamTrackEvent>) {
    this.setAttribute('addtrack', handler);
  }

  /** The handler of the event `removetrack`: the endpoint took a track out. */
  get onremovetrack(): EventAttribute<MediaStreamTrackEvent> {
    return this.attribute('removetrack');
  }
  set onremovetrack(handler: EventAttribute<MediaStreamTrackEvent>) {
    this.setAttribute('removetrack', handler);
  }

  /** @internal Adds a track of the endpoint; fires `addtrack` if it was not there. */
  insert(track: MediaStreamTrack): void {
    if (this.#add(track)) this.dispatchEvent(new MediaStreamTrackEvent('addtrack', { track }));
  }

  /** @internal Takes a track of the endpoint out; fires `removetrack` if it was there. */
  drop(track: MediaStreamTrack): void {
    if (!this.#tracks.delete(track)) return;
    this.dispatchEvent(new MediaStreamTrackEvent('removetrack', { track }));
  }

  #add(track: MediaStreamTrack): boolean {
    const isNew = !this.#tracks.has(track);
    this.#tracks.add(track);
    return isNew;
  }
}
