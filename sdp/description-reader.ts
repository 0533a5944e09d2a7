// Reads the descriptions of one endpoint, each of which says mostly what the last one said.
import type { Limits } from './limits.js';
import { readDescription, type ReadDescription } from './parse.js';
import type { Session } from './session.js';

/**
 * `parse()` with a memory of the last description that it could read.
 *
 * M-sections never move (RFC 3264, section 8): one whose text, and whose session-level lines, are as
 * they were in its place gives the same `MediaSection` object again. So reading costs what changed,
 * and who compares objects sees what changed. All else is as with `parse()`, errors included.
 */
export class DescriptionReader {
  #last: ReadDescription | undefined;

  /** @throws {SdpError} and remembers the description before it then */
  parse(text: string, limits?: Limits): Session {
    this.#last = readDescription(text, limits, this.#last);
    return this.#last.session;
  }
}
