// Whether a worker still answers: asks now and then, and counts the silence.
import type { Clock } from '../base/clock.js';

/**
 * Watches one worker, whose process may hang without ending, as a stopped or a spinning one does.
 *
 * One question is out at a time, and whatever the worker says is an answer. Only time in which this
 * process was awake counts as silence: after a beat that came late, the answer may lie unread in the
 * pipe, so that a late beat proves nothing.
 */
export class Heartbeat {
  static readonly intervalMs = 1_000;
  /** After so many punctual beats without a word of the worker, `handleSilence` is called. */
  static readonly patience = 4;
  /** A beat that is later than this says that our process was busy, and nothing about the worker. */
  static readonly maxLatenessMs = 250;

  #cancel: (() => void) | undefined;
  #isAsking = false;
  #missed = 0;

  constructor(
    private readonly clock: Clock,
    private readonly ask: () => void,
    private readonly handleSilence: () => void
  ) {}

  /** Begins to watch. The worker's owner calls this once the worker is ready. */
  start(): void {
    this.#cancel?.();
    this.#schedule();
  }

  /** The worker said something: that is a sign of life. */
  handleSign(): void {
    this.#isAsking = false;
    this.#missed = 0;
  }

  /** Stops watching for good. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    const dueAt = this.clock.now() + Heartbeat.intervalMs;
    this.#cancel = this.clock.after(Heartbeat.intervalMs, () => {
      this.#beat(this.clock.now() - dueAt <= Heartbeat.maxLatenessMs);
    });
  }

  #beat(isPunctual: boolean): void {
    if (this.#isAsking && isPunctual) this.#missed++;
    if (this.#missed >= Heartbeat.patience) {
      this.stop();
      this.handleSilence();
      return;
    }
    this.#schedule();
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.ask();
  }
}
