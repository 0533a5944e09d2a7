// RTCStatsReport: the read-only map that getStats() resolves with.
import type { RTCAnyStats } from './stats-types.js';

/**
 * Statistics by their ids, in the order in which they were gathered. W3C WebRTC, section 8.4.
 *
 * A report never changes: the next one comes with the next `getStats()`.
 */
export class RTCStatsReport implements ReadonlyMap<string, RTCAnyStats> {
  readonly #byId: ReadonlyMap<string, RTCAnyStats>;

  /** @internal Use `getStats()`. */
  constructor(stats: Iterable<RTCAnyStats> = []) {
    this.#byId = new Map(Array.from(stats, entry => [entry.id, entry]));
  }

  /** How many statistics there are. */
  get size(): number {
    return this.#byId.size;
  }

  /** The statistics with this id. */
  get(id: string): RTCAnyStats | undefined {
    return this.#byId.get(id);
  }

  /** Whether there are statistics with this id. */
  has(id: string): boolean {
    return this.#byId.has(id);
  }

  keys(): MapIterator<string> {
    return this.#byId.keys();
  }

  values(): MapIterator<RTCAnyStats> {
    return this.#byId.values();
  }

  entries(): MapIterator<[string, RTCAnyStats]> {
    return this.#byId.entries();
  }

  /** Calls back with each entry, in the order of the report. */
  forEach(
    callback: (stats: RTCAnyStats, id: string, report: RTCStatsReport) => void,
    thisArgument?: unknown
  ): void {
    for (const [id, stats] of this.#byId) callback.call(thisArgument, stats, id, this);
  }

  /** The entries, in the order of the report. */
  [Symbol.iterator](): MapIterator<[string, RTCAnyStats]> {
    return this.entries();
  }

  /** `RTCStatsReport`, as `Object.prototype.toString` tells it. */
  get [Symbol.toStringTag](): string {
    return 'RTCStatsReport';
  }
}
