// Where the media of a track and its clones comes from.
import type { RtpReceiver } from '../../engine/rtp-receiver.js';

/**
 * The source of a MediaStreamTrack: an engine receiver, once there is one.
 *
 * A connection makes it with the track, before the peer has said what it sends, and connects it
 * when an answer was applied. It mutes and unmutes the tracks as packets cease and begin.
 */
export class TrackSource {
  readonly #listeners = new Set<() => void>();
  readonly #muting = new Set<(muted: boolean) => void>();
  #rtpReceiver: RtpReceiver | undefined;
  #disconnect: (() => void) | undefined;

  constructor(readonly kind: 'audio' | 'video') {}

  /** Undefined before the first `connect()`, and after the receiver has closed. */
  get rtpReceiver(): RtpReceiver | undefined {
    return this.#rtpReceiver?.closed ? undefined : this.#rtpReceiver;
  }

  /** Takes the media from there from now on, or from nowhere; tracks are muted in the meantime. */
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
   * Hears when the source came or went, and when its parameters are known or changed. The
   * function returned ends that.
   */
  watch(listener: () => void): () => void {
    return addTo(this.#listeners, () => listener());
  }

  /** @internal Hears when packets begin (false) and cease (true), in a task of its own. */
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
      // Another source has its own news.
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
