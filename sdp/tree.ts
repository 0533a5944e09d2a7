// The trees of sdp-transform, which knows the grammar of each line.
import transform, { type SessionDescription } from 'sdp-transform';

import { SdpError } from './session.js';

/** The tree of sdp-transform, for those who want to look at single lines. */
export function readTree(text: string): SessionDescription {
  return failing(() => transform.parse(text));
}

// The lines that are read by the grammar: it tries all its patterns at each line, so it gets no others.
const readByGrammar =
  /^(?:[mobc]=|a=(?:rtpmap|fmtp|extmap|ptime|maxptime|ssrc|ssrc-group|candidate|sctp-port|max-message-size):|a=(?:sendrecv|sendonly|recvonly|inactive)$)/;

// The grammar wants exactly one blank where endpoints may write several, or a tab.
const withOneBlank = /^(?:[mc]=|a=(?:rtpmap|fmtp|extmap|ssrc|ssrc-group|candidate):).*(?: {2}|\t)/;

/** The tree of those lines that the model is made from by the grammar. */
export const readGrammar = (lines: readonly string[]): SessionDescription =>
  readTree(
    lines
      .filter(line => readByGrammar.test(line))
      .map(line => (withOneBlank.test(line) ? line.replace(/[ \t]+/g, ' ') : line))
      .join('\r\n')
  );

/** Writes a tree of sdp-transform, such as an application may have changed by hand. */
export function writeTree(tree: SessionDescription): string {
  return failing(() => transform.write(tree));
}

/**
 * A line break inside a value, such as a stream id that an endpoint chose, would start a line of its own.
 *
 * @throws {SdpError} if there is one
 */
export function assertSingleLines(tree: object, what: string): void {
  const values: unknown[] = [tree];
  for (let value = values.pop(); value !== undefined; value = values.pop()) {
    if (typeof value === 'string' && /[\r\n]/.test(value)) {
      throw new SdpError(`${what}: a value holds a line break`);
    }
    if (typeof value === 'object' && value !== null) {
      values.push(...Object.values(value).filter((member: unknown) => member !== undefined));
    }
  }
}

function failing<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new SdpError(error instanceof Error ? error.message : String(error));
  }
}
