// Whether a worker still answers: asks now and then, and counts the silence.
import type { Clock } from '../base/clock.js';

/**
 * Watches one worker that may hang, as a stopped or a spinning process does, without ending.
 *
 * One question is out at a time, and whatever the worker says is an answer. Only what this
 * process was awake for counts as silence: after a beat that came late, the answer may lie
 * unread in the pipe, so that beat proves nothing.
 */
export class Heartbeat {
  static readonly intervalMs = 1_000;
  /** Punctual beats without a word after a question; the last of them gives the worker up. */
  static readonly patience = 4;
  /** A beat that comes later than this says more about us than about the worker. */
  static readonly maxLatenessMs = 250;

  #cancel: (() => void) | undefined;
  #isAsking = false;
  #missed = 0;

  constructor(
    private readonly clock: Clock,
    private readonly ask: () => void,
    private readonly handleSilence: () => void
  ) {}

  /** Begins to watch; the worker is ready. */
  start(): void {
    this.#cancel?.();
    this.#schedule();
  }

  /** The worker said something. */
  handleSign(): void {
    this.#isAsking = false;
    this.#missed = 0;
  }

  /** Ends for good. */
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
