// Time as an argument: whatever waits is given a clock.

/** What can tell the time and call back later. Tests pass a clock that stands still. */
export interface Clock {
  /** Milliseconds since some fixed instant; never runs backwards. */
  now(): number;

  /** Calls back once after `delayMs`. The function returned cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/**
 * Milliseconds since 1970 by the calendar of the machine, for what other machines read, such as
 * certificates. Somebody may set the calendar: nothing may wait by it.
 */
export const calendarNow = (): number => Date.now();

/**
 * Milliseconds since 1970 as statistics have them: with fractions, and never backwards while the
 * process runs. W3C High Resolution Time, section 4.
 */
export const timestampNow = (): number => performance.timeOrigin + performance.now();

/**
 * The clock of the machine; the only home of `setTimeout`. Timers of this clock alone never keep the
 * process alive: whatever waits for them has a socket or a child process that does.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
