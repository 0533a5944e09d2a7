// How many tracks a peer may send into a room, and how many a room holds.
import { EngineError, InvalidParametersError } from '../base/errors.js';
import type { Dump } from '../worker/messages.js';

/**
 * What one participant may make of the others: each track of a peer is one m-section in the
 * descriptions of everybody else. The options of a Server are the defaults of its rooms.
 */
export interface TrackLimits {
  /**
   * How many RtpReceivers a peer may have at once. One more is refused (`LIMIT_REACHED`; in a
   * connection an OperationError), and nothing changes. Default 64; Infinity lifts the limit.
   */
  maxTracksPerPeer: number;
  /**
   * The same for all peers of a room together. Default 256 where everybody gets everything, and
   * Infinity in a room that is routed by hand.
   */
  maxTracks: number;
}

const defaultTracksPerPeer = 64;
const defaultTracks = 256;

/**
 * The limits that `options` name.
 *
 * @throws {TypeError} for a limit that is no whole number and not Infinity
 */
export function checkTrackLimits(options: Partial<TrackLimits>): Partial<TrackLimits> {
  const checked: Partial<TrackLimits> = {};
  for (const name of ['maxTracksPerPeer', 'maxTracks'] as const) {
    const limit = options[name];
    if (limit === undefined || limit === null) continue;
    if (limit !== Infinity && !(Number.isInteger(limit) && limit >= 0)) {
      throw new InvalidParametersError(`${name} must be a whole number or Infinity`);
    }
    checked[name] = limit;
  }
  return checked;
}

/** Fills in the defaults for a room. */
export const trackLimits = (given: Partial<TrackLimits>, isRoutedByHand: boolean): TrackLimits => ({
  maxTracksPerPeer: given.maxTracksPerPeer ?? defaultTracksPerPeer,
  maxTracks: given.maxTracks ?? (isRoutedByHand ? Infinity : defaultTracks),
});

/** What a dump shows of a quota; no limit is null. */
export interface TrackCount extends Dump {
  count: number;
  limit: number | null;
  /** How often a track more was refused. */
  refused: number;
}

/** The places for tracks of a peer, which are a part of those of its room. */
export class TrackQuota {
  #count = 0;
  #refused = 0;

  /** @param whole the quota of which this one is a part */
  constructor(
    private readonly option: keyof TrackLimits,
    private readonly limit: number,
    private readonly whole?: TrackQuota
  ) {}

  /** How it stands, for `dump()`. */
  get counted(): TrackCount {
    const limit = this.limit === Infinity ? null : this.limit;
    return { count: this.#count, limit, refused: this.#refused };
  }

  /** Throws unless there is a place for each of `count` more tracks: `LIMIT_REACHED`. */
  assertFree(count: number): void {
    if (this.#count + count > this.limit) {
      this.#refused++;
      throw new EngineError(
        'LIMIT_REACHED',
        `${this.#count} tracks are there, and ${count} more are above ${this.option}, ${this.limit}`
      );
    }
    this.whole?.assertFree(count);
  }

  /** Takes a place for one track. Whoever took it calls `release()` once. */
  take(): void {
    this.assertFree(1);
    this.#add(1);
  }

  /** Gives a place back. */
  release(): void {
    this.#add(-1);
  }

  #add(change: number): void {
    this.#count += change;
    if (this.whole) this.whole.#add(change);
  }
}
