// How long to wait before a dead worker is replaced.

const soundLifeMs = 10_000;
const firstDelayMs = 1_000;
const longestDelayMs = 30_000;

/**
 * A worker that dies is replaced at once. A worker that dies soon after its start, again and again, is
 * replaced at growing intervals, so that starting workers is not all that the machine does.
 */
export class RestartPolicy {
  #hastyDeaths = 0;

  /** The delay before the next start, given how long the dead one lived. */
  nextDelayMs(livedMs: number): number {
    this.#hastyDeaths = livedMs < soundLifeMs ? this.#hastyDeaths + 1 : 0;
    if (this.#hastyDeaths <= 1) return 0;
    return Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#hastyDeaths - 2));
  }
}
