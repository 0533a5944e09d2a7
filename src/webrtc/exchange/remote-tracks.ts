// Tracks of the endpoint that come, go and change streams. W3C WebRTC 1.0, section 4.4.1.5.
import { receives, type Direction } from '../jsep/direction.js';
import { RTCTrackEvent } from '../rtp/rtc-track-event.js';
import { MediaStream } from '../media/media-stream.js';
import type { MediaStreamTrack } from '../media/media-stream-track.js';
import type { RTCRtpReceiver } from '../rtp/rtc-rtp-receiver.js';
import type { RTCRtpTransceiver } from '../rtp/rtc-rtp-transceiver.js';

interface Membership {
  stream: MediaStream;
  track: MediaStreamTrack;
}

/** The streams of the endpoint by id: the same object for an id as long as anybody has it. */
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
 * What one description does to the endpoint's tracks: gathered while its sections are gone
 * through, and told in the standard's order afterwards.
 */
export class RemoteTrackChanges {
  readonly #muted: MediaStreamTrack[] = [];
  readonly #added: Membership[] = [];
  readonly #removed: Membership[] = [];
  readonly #appeared: { transceiver: RTCRtpTransceiver; streams: readonly MediaStream[] }[] = [];

  constructor(private readonly streams: RemoteStreams) {}

  /** A remote description says that the track flows in this direction, in these streams. */
  describe(
    transceiver: RTCRtpTransceiver,
    direction: Direction,
    streamIds: readonly string[]
  ): void {
    const ids = receives(direction) ? streamIds : [];
    this.process(
      transceiver,
      direction,
      ids.map(id => this.streams.get(id))
    );
  }

  /** "Process remote tracks"; null is the direction of what was never agreed. */
  process(
    transceiver: RTCRtpTransceiver,
    direction: Direction | null,
    streams: readonly MediaStream[]
  ): void {
    const hadFired = receives(transceiver.firedDirection ?? 'inactive');
    if (receives(direction ?? 'inactive')) {
      const hasNewStreams = this.setStreams(transceiver.receiver, streams);
      if (!hadFired || hasNewStreams) {
        this.#appeared.push({ transceiver, streams: transceiver.receiver.streams });
      }
    } else if (hadFired) {
      this.remove(transceiver);
    }
    transceiver.firedDirection = direction;
  }

  /** "Process the removal of a remote track". */
  remove({ receiver }: RTCRtpTransceiver): void {
    this.setStreams(receiver, []);
    if (!receiver.track.muted) this.#muted.push(receiver.track);
  }

  /** "Set the associated remote streams". Returns true if the track came into another one. */
  setStreams(receiver: RTCRtpReceiver, streams: readonly MediaStream[]): boolean {
    const { track, streams: before } = receiver;
    const added = streams.filter(stream => !before.includes(stream));
    const removed = before.filter(stream => !streams.includes(stream));
    this.#added.push(...added.map(stream => ({ stream, track })));
    this.#removed.push(...removed.map(stream => ({ stream, track })));
    receiver.setStreams(streams);
    return added.length > 0;
  }

  /** Tells the tracks and streams; `fire` hears of each track that appeared. */
  tell(fire: (event: RTCTrackEvent) => void): void {
    for (const track of this.#muted) track.setMuted(true);
    for (const { stream, track } of this.#removed) stream.drop(track);
    for (const { stream, track } of this.#added) stream.insert(track);
    for (const { transceiver, streams } of this.#appeared) {
      const { receiver } = transceiver;
      const { track } = receiver;
      fire(new RTCTrackEvent('track', { receiver, track, streams: [...streams], transceiver }));
    }
  }
}
