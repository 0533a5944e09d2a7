// Waiting for something that takes its time: looks until it is so, or until it is too late.

const pauseMs = 100;

/** The first value of `look` that is neither undefined nor false. Rejects after `deadlineMs`. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 20_000
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
}
