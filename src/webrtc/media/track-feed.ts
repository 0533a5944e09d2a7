// TrackFeed: where the media of a MediaStreamTrack and its clones comes from.
import type { RtpReceiver } from '../../engine/rtp-receiver.js';

/**
 * The source of a MediaStreamTrack: an engine receiver, once there is one.
 *
 * A connection makes the source with the track, before the endpoint has said what it sends, and
 * connects the source when an answer was applied. The source mutes its tracks when packets cease,
 * and unmutes them when packets begin.
 */
export class TrackFeed {
  readonly #listeners = new Set<() => void>();
  readonly #muting = new Set<(muted: boolean) => void>();
  #rtpReceiver: RtpReceiver | undefined;
  #disconnect: (() => void) | undefined;

  constructor(readonly kind: 'audio' | 'video') {}

  /** The engine receiver; undefined before the first `connect()`, and after the receiver has closed. */
  get rtpReceiver(): RtpReceiver | undefined {
    return this.#rtpReceiver?.closed ? undefined : this.#rtpReceiver;
  }

  /**
   * Takes the media from this receiver from now on, or with undefined from nowhere. Tracks are
   * muted until packets come.
   */
  connect(rtpReceiver: RtpReceiver | undefined): void {
    const source = rtpReceiver?.closed ? undefined : rtpReceiver;
    if (source !== this.#rtpReceiver) {
      this.#disconnect?.();
      this.#rtpReceiver = source;
      this.#disconnect = source && this.#listen(source);
      this.#tell();
    }
    // Packets may have come before.
    this.#muteLater(!source?.active);
  }

  /**
   * Calls `listener` when the engine receiver came or went, and when its parameters are known or
   * changed. The function returned ends that.
   */
  watch(listener: () => void): () => void {
    return addTo(this.#listeners, () => listener());
  }

  /** Calls `listener` when packets begin (false) and cease (true), in a task of its own. */
  watchMuting(listener: (muted: boolean) => void): () => void {
    return addTo(this.#muting, muted => listener(muted));
  }

  #listen(source: RtpReceiver): () => void {
    const tell = (): void => this.#tell();
    const handleActivity = (active: boolean): void => this.#muteLater(!active);
    const handleClose = (): void => this.connect(undefined);
    source.on('parameters', tell);
    source.on('parameterschange', tell);
    source.on('activity', handleActivity);
    source.on('close', handleClose);
    return () => {
      source.off('parameters', tell);
      source.off('parameterschange', tell);
      source.off('activity', handleActivity);
      source.off('close', handleClose);
    };
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #muteLater(muted: boolean): void {
    const source = this.#rtpReceiver;
    setImmediate(() => {
      // Another receiver has taken its place, and tells of itself.
      if (this.#rtpReceiver !== source) return;
      for (const listener of [...this.#muting]) listener(muted);
    });
  }
}

// Each call is an entry of its own, even with the same listener.
function addTo<T>(set: Set<T>, entry: T): () => void {
  set.add(entry);
  return () => void set.delete(entry);
}
