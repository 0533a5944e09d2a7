// Tracks of the endpoint that come, go and change streams. W3C WebRTC 1.0, section 4.4.1.5.
import { receives, type Direction } from '../jsep/direction.js';
import { MediaStream } from '../media/media-stream.js';
import type { MediaStreamTrack } from '../media/media-stream-track.js';
import { RTCTrackEvent } from '../rtp/rtc-track-event.js';
import type { Receiving } from '../rtp/receiving.js';
import type { Transceiver } from '../rtp/transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

interface Membership {
  stream: MediaStream;
  track: MediaStreamTrack;
}

/**
 * The streams of the endpoint by id: an id has the same object as long as anybody holds that
 * object.
 */
export class RemoteStreams {
  readonly #streams = new Map<string, WeakRef<MediaStream>>();
  readonly #collected = new FinalizationRegistry<string>(id => {
    if (!this.#streams.get(id)?.deref()) this.#streams.delete(id);
  });

  get(id: string): MediaStream {
    const known = this.#streams.get(id)?.deref();
    if (known) return known;
    const stream = MediaStream.withId(id);
    this.#streams.set(id, new WeakRef(stream));
    this.#collected.register(stream, id);
    return stream;
  }
}

/**
 * What one description does to the endpoint's tracks. The changes are gathered section by section,
 * and told in W3C's order afterwards.
 */
export class RemoteTrackChanges {
  readonly #muted: MediaStreamTrack[] = [];
  readonly #added: Membership[] = [];
  readonly #removed: Membership[] = [];
  readonly #appeared: { transceiver: Transceiver; streams: readonly MediaStream[] }[] = [];

  constructor(private readonly streams: RemoteStreams) {}

  /**
   * Takes what a remote description says of a track: its direction, seen from our side, and its
   * streams.
   */
  describe(transceiver: Transceiver, direction: Direction, streamIds: readonly string[]): void {
    const ids = receives(direction) ? streamIds : [];
    this.process(
      transceiver,
      direction,
      ids.map(id => this.streams.get(id))
    );
  }

  /** "Process remote tracks"; the direction is null where none was ever agreed. */
  process(
    transceiver: Transceiver,
    direction: Direction | null,
    streams: readonly MediaStream[]
  ): void {
    const { hasFired, receiving } = transceiver;
    if (receives(direction ?? 'inactive')) {
      const hasNewStreams = this.setStreams(receiving, streams);
      if (!hasFired || hasNewStreams) {
        this.#appeared.push({ transceiver, streams: receiving.streams });
      }
    } else if (hasFired) {
      this.remove(transceiver);
    }
    transceiver.firedDirection = direction;
  }

  /** "Process the removal of a remote track". */
  remove({ receiving }: Transceiver): void {
    this.setStreams(receiving, []);
    if (!receiving.track.muted) this.#muted.push(receiving.track);
  }

  /**
   * "Set the associated remote streams". Returns true if the track came into a stream that it was
   * not in.
   */
  setStreams(receiving: Receiving, streams: readonly MediaStream[]): boolean {
    const { track, streams: before } = receiving;
    const added = streams.filter(stream => !before.includes(stream));
    const removed = before.filter(stream => !streams.includes(stream));
    this.#added.push(...added.map(stream => ({ stream, track })));
    this.#removed.push(...removed.map(stream => ({ stream, track })));
    receiving.streams = [...streams];
    return added.length > 0;
  }

  /**
   * Tells tracks and streams what became of them. What is returned are the `track` events that the
   * connection has to fire after that, in this order.
   */
  tell(transceivers: TransceiverSet): RTCTrackEvent[] {
    for (const track of this.#muted) track.setMuted(true);
    for (const { stream, track } of this.#removed) stream.drop(track);
    for (const { stream, track } of this.#added) stream.insert(track);
    return this.#appeared.map(({ transceiver: appeared, streams }) => {
      const transceiver = transceivers.faceOf(appeared);
      const { receiver } = transceiver;
      const { track } = receiver;
      return new RTCTrackEvent('track', { receiver, track, streams: [...streams], transceiver });
    });
  }
}
